import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';

const EXTENSION = 'gup-review.gup-review';

describe('activation', () => {
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
    const text = await page.text({ selector: '.notification-toast', hasText: 'GUP Review' });
    assert.match(text, /GUP Review \d+\.\d+\.\d+/);
    await page.screenshot('about');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
