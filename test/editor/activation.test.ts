import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { page } from './page';
import { analyzer, hasProcesses, isParserLoaded } from './processes';

const EXTENSION = 'gup-review.gup-review';

describe('activation', () => {
  it('starts and loads nothing before there is anything to look at', () => {
    assert.equal(vscode.extensions.getExtension(EXTENSION)?.isActive, true);
    assert.deepEqual(vscode.workspace.textDocuments, []);
    assert.equal(hasProcesses && analyzer() !== undefined, false);
    assert.equal(hasProcesses && isParserLoaded(), false);
  });

  it('is activated by opening a C file', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, 'the extension is installed');
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'drivers/sample/peek.c');
    await vscode.window.showTextDocument(file);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('says its version by a command', async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    void vscode.commands.executeCommand('gup.about');
    await expect.text({ selector: '.notification-toast' }, /GUP Review \d+\.\d+\.\d+/);
    await page.screenshot('about');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
