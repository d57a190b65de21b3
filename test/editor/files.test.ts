import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { noFindings, someFindings } from './findings';
import { page } from './page';
import { sampleUri } from './sample';
import { reviewSampleTree } from './treeReviews';

const SOURCE = 'drivers/sample/illegal_flags.c';
const RULE = 'flags-illegal';
const uri = (name: string) => sampleUri('linux-6.12', `drivers/sample/${name}`);

/** Renames as the explorer does. */
async function rename(from: string, to: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(uri(from), uri(to));
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('findings go with their file', () => {
  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.copy(sampleUri('linux-6.12', SOURCE), uri('first.c'));
  });

  it('to its new name', async () => {
    await vscode.window.showTextDocument(uri('first.c'));
    await someFindings(uri('first.c'), RULE);
    await rename('first.c', 'second.c');
    await someFindings(uri('second.c'), RULE);
    await noFindings(uri('first.c'), RULE);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await page.text({ selector: '.markers-panel .monaco-list-row', hasText: 'second.c' });
    await page.screenshot('renamed');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.workspace.fs.delete(uri('second.c'));
    await noFindings(uri('second.c'), RULE);
  });

  it('away when it is deleted right after an edit', async () => {
    const editor = await vscode.window.showTextDocument(uri('first.c'));
    await someFindings(uri('first.c'), RULE);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '\n');
    });
    await vscode.commands.executeCommand('undo');
    await vscode.workspace.fs.delete(uri('first.c'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await noFindings(uri('first.c'), RULE);
    // Nor do they come back with the reviews that a change on the disk brings.
    await new Promise((done) => setTimeout(done, 1500));
    await noFindings(uri('first.c'), RULE);
  });

  it('away when it is deleted, open or not', async () => {
    await reviewSampleTree('Linux 6.12');
    await someFindings(uri('first.c'), RULE);
    await vscode.workspace.fs.delete(uri('first.c'));
    await noFindings(uri('first.c'), RULE);
  });
});
