import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingsOf, someFindings } from './findings';
import { page } from './page';
import { sampleUri } from './sample';
import { reviewSampleTree } from './treeReviews';

const SOURCE = 'drivers/sample/illegal_flags.c';
const RULE = 'flags-illegal';

describe('a review of a tree leaves out', () => {
  const made = ['.gitignore', 'drivers/sample/local.c', 'generated/copy.c', 'generated'];
  const uri = (path: string) => sampleUri('linux-6.12', path);

  before(async () => {
    await vscode.workspace.fs.copy(uri(SOURCE), uri('drivers/sample/local.c'));
    await vscode.workspace.fs.copy(uri(SOURCE), uri('generated/copy.c'));
  });

  after(async () => {
    await exclude(undefined);
    for (const path of made) {
      await vscode.workspace.fs.delete(uri(path)).then(undefined, () => undefined);
    }
    await reviewSampleTree('Linux 6.12');
    assert.equal(findingsOf(uri('generated/copy.c'), RULE).length, 0);
  });

  async function exclude(value: unknown): Promise<void> {
    const files = vscode.workspace.getConfiguration('files', uri(''));
    await files.update('exclude', value, vscode.ConfigurationTarget.WorkspaceFolder);
  }

  it('nothing at first', async () => {
    await reviewSampleTree('Linux 6.12');
    await someFindings(uri('drivers/sample/local.c'), RULE);
    await someFindings(uri('generated/copy.c'), RULE);
  });

  it('what .gitignore names', async () => {
    await vscode.workspace.fs.writeFile(uri('.gitignore'), new TextEncoder().encode('local.c\n'));
    await reviewSampleTree('Linux 6.12');
    assert.deepEqual(findingsOf(uri('drivers/sample/local.c'), RULE), []);
    await someFindings(uri('generated/copy.c'), RULE);
  });

  it('what files.exclude names, and no more of the rest', async () => {
    await exclude({ '**/{generated,other}': true });
    await reviewSampleTree('Linux 6.12');
    assert.deepEqual(findingsOf(uri('generated/copy.c'), RULE), []);
    await someFindings(uri(SOURCE), RULE);
    await page.screenshot('tree-excluded');
  });
});
