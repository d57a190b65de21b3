import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { toldOf } from './disk';
import { noFindings, someFindings } from './findings';
import { page } from './page';
import { fileWatchers } from './processes';
import { sampleUri } from './sample';
import { reviewSampleTree } from './treeReviews';

const SOURCE = 'drivers/sample/illegal_flags.c';
const RULE = 'flags-illegal';
const uri = (name: string) => sampleUri('linux-6.12', `drivers/${name}`);
const copy = (name: string) => vscode.workspace.fs.copy(sampleUri('linux-6.12', SOURCE), uri(name));

const make = (name: string) => toldOf(uri(name), () => copy(name));

/** Renames as the explorer does. */
async function rename(from: string, to: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(uri(from), uri(to));
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Shows the file and edits it to and fro, so that reviews are under way. */
async function edit(name: string): Promise<void> {
  const editor = await vscode.window.showTextDocument(uri(name));
  await someFindings(uri(name), RULE);
  await editor.edit((change) => {
    change.insert(new vscode.Position(0, 0), '\n');
  });
  await vscode.commands.executeCommand('undo');
}

/** They go, and do not come back with the reviews that a change on the disk brings. */
async function goForGood(...names: readonly string[]): Promise<void> {
  for (const name of names) await noFindings(uri(name), RULE);
  await new Promise((done) => setTimeout(done, 1500));
  for (const name of names) await noFindings(uri(name), RULE);
}

describe('findings go with their file', () => {
  beforeEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  afterEach(() => vscode.commands.executeCommand('workbench.action.closePanel'));

  it('to its new name', async () => {
    await make('sample/first.c');
    await vscode.window.showTextDocument(uri('sample/first.c'));
    await someFindings(uri('sample/first.c'), RULE);
    await rename('sample/first.c', 'sample/second.c');
    await someFindings(uri('sample/second.c'), RULE);
    await noFindings(uri('sample/first.c'), RULE);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await page.text({ selector: '.markers-panel .monaco-list-row', hasText: 'second.c' });
    await page.screenshot('renamed');
    await vscode.workspace.fs.delete(uri('sample/second.c'));
    await noFindings(uri('sample/second.c'), RULE);
  });

  it('away when it is deleted right after an edit', async () => {
    await make('sample/edited.c');
    await edit('sample/edited.c');
    await vscode.workspace.fs.delete(uri('sample/edited.c'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await goForGood('sample/edited.c');
  });

  it('away once it is closed, if it came and went without a word from the disk', async () => {
    const watchers = fileWatchers();
    for (const pid of watchers) process.kill(pid, 'SIGSTOP');
    try {
      await copy('sample/unseen.c');
      await edit('sample/unseen.c');
      await vscode.workspace.fs.delete(uri('sample/unseen.c'));
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    } finally {
      for (const pid of watchers) process.kill(pid, 'SIGCONT');
    }
    await goForGood('sample/unseen.c');
  });

  it('away when it is deleted, open or not', async () => {
    await make('sample/closed.c');
    await reviewSampleTree('Linux 6.12');
    await someFindings(uri('sample/closed.c'), RULE);
    await vscode.workspace.fs.delete(uri('sample/closed.c'));
    await noFindings(uri('sample/closed.c'), RULE);
  });

  it('and come back with it, also where the editor held its text all the time', async () => {
    await make('sample/again.c');
    await vscode.window.showTextDocument(uri('sample/again.c'));
    await someFindings(uri('sample/again.c'), RULE);
    await vscode.workspace.fs.delete(uri('sample/again.c'));
    await noFindings(uri('sample/again.c'), RULE);
    await copy('sample/again.c');
    await vscode.window.showTextDocument(uri('sample/again.c'));
    await someFindings(uri('sample/again.c'), RULE);
    await vscode.workspace.fs.delete(uri('sample/again.c'));
    await noFindings(uri('sample/again.c'), RULE);
  });

  it('away with the folder that it is in', async () => {
    await make('folder/inner/one.c');
    await make('folder/inner/two.c');
    await reviewSampleTree('Linux 6.12');
    await vscode.window.showTextDocument(uri('folder/inner/two.c'));
    await someFindings(uri('folder/inner/one.c'), RULE);
    await someFindings(uri('folder/inner/two.c'), RULE);
    await vscode.workspace.fs.delete(uri('folder'), { recursive: true });
    await goForGood('folder/inner/one.c', 'folder/inner/two.c');
  });
});
