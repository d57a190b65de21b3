import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingsOf, noFindings, someFindings } from './findings';
import { page } from './page';
import { sampleUri, type Tree } from './sample';
import { reviewSampleTree } from './treeReviews';

const FILE = 'drivers/sample/both.c';
const RULE = 'removed-api';
const TREES: readonly Tree[] = ['linux-5.11', 'linux-6.12'];
/** The last parameter went away in 6.5. */
const TEXT = `long both(unsigned long start, struct page **pages)
{
	return get_user_pages(start, 1, 0, pages, NULL);
}
`;
const uri = (tree: Tree) => sampleUri(tree, FILE);

async function hoverAt(tree: Tree, text: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uri(tree));
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri(tree),
    document.positionAt(document.getText().indexOf(text) + 1),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

interface SarifRun {
  readonly results: readonly { readonly ruleId: string }[];
  readonly properties: { readonly kernel: string };
}

/** Exports one of the trees, as a user does who is asked which, and takes the log away again. */
async function exported(tree: Tree): Promise<SarifRun> {
  const input = { selector: '.quick-input-widget:not(.hidden)' };
  const done = vscode.commands.executeCommand('gup.exportSarif');
  await page.text({ selector: '.quick-input-list .monaco-list-row', hasText: `/${tree}` });
  await page.screenshot(`sarif-which-tree-${tree}`);
  await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: `/${tree}` });
  await page.text({ ...input, hasText: 'Export findings as SARIF' });
  await page.press('Enter');
  await done;
  const written = sampleUri(tree, 'gup-review.sarif');
  const bytes = await vscode.workspace.fs.readFile(written);
  await vscode.workspace.fs.delete(written);
  const { runs } = JSON.parse(new TextDecoder().decode(bytes)) as { runs: SarifRun[] };
  assert.equal(runs.length, 1);
  return runs[0];
}

describe('kernel trees of different releases side by side', () => {
  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const tree of TREES) {
      await vscode.workspace.fs.writeFile(uri(tree), new TextEncoder().encode(TEXT));
    }
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const tree of TREES) {
      await vscode.workspace.fs.delete(uri(tree));
      await noFindings(uri(tree), RULE);
    }
  });

  it('are each judged and explained by their own', async () => {
    await vscode.window.showTextDocument(uri('linux-5.11'));
    await vscode.window.showTextDocument(uri('linux-6.12'), {
      viewColumn: vscode.ViewColumn.Beside,
    });
    const [finding] = await someFindings(uri('linux-6.12'), RULE);
    assert.match(finding.message, /6\.12/);
    await page.text({ selector: '.codelens-decoration', hasText: 'get' });
    assert.deepEqual(findingsOf(uri('linux-5.11'), RULE), []);
    assert.match(await hoverAt('linux-5.11', 'get_user_pages'), /vmas/);
    assert.doesNotMatch(await hoverAt('linux-6.12', 'get_user_pages'), /vmas\)/);
    await page.screenshot('two-releases');
  });

  it('are each exported by their own', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const tree of TREES) await vscode.window.showTextDocument(uri(tree));
    await someFindings(uri('linux-6.12'), RULE);
    for (const tree of TREES) {
      const log = await exported(tree);
      const found = log.results.filter(({ ruleId }) => ruleId === RULE);
      assert.equal(found.length, tree === 'linux-6.12' ? 1 : 0);
      assert.ok(`linux-${log.properties.kernel}`.startsWith(tree), log.properties.kernel);
    }
  });

  it('are each reviewed by their own, and stay so together', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await reviewSampleTree('Linux 5.11');
    await reviewSampleTree('Linux 6.12');
    await someFindings(uri('linux-6.12'), RULE);
    assert.deepEqual(findingsOf(uri('linux-5.11'), RULE), []);
    await reviewSampleTree('Linux 5.11');
    assert.equal(findingsOf(uri('linux-6.12'), RULE).length, 1);
  });
});
