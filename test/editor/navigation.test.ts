import * as vscode from 'vscode';
import { expect } from './expect';
import { page } from './page';
import { openSample, placeCursor } from './sample';
import { waitFor } from './waitFor';

const FILE = 'drivers/sample/frame_buffer.c';

function cursorText(): string {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.lineAt(editor.selection.active.line).text ?? '';
}

describe('from acquire to release and back', () => {
  it('several releases are shown in a peek view', async () => {
    const editor = await openSample('linux-6.12', FILE);
    await page.text({ selector: '.codelens-decoration', hasText: '2 releases' });
    placeCursor(editor, 'pin_user_pages_fast(');
    await vscode.commands.executeCommand('gup.goToRelease');
    const list = { selector: '.peekview-widget .ref-tree .monaco-list-row' };
    await page.text({ ...list, hasText: 'unpin_user_pages_dirty_lock' });
    await page.text({ ...list, hasText: 'unpin_user_pages(fb->pages' });
    await page.screenshot('peek-releases');
    await vscode.commands.executeCommand('closeReferenceSearch');
  });

  it('the acquire of a release is gone to', async () => {
    const editor = await openSample('linux-6.12', FILE);
    await page.text({ selector: '.codelens-decoration', hasText: '2 releases' });
    placeCursor(editor, 'unpin_user_pages_dirty_lock(');
    await vscode.commands.executeCommand('gup.goToAcquire');
    await waitFor('the acquire', () => cursorText().includes('pin_user_pages_fast') || undefined);
  });

  it('the GUP view shows who ends up with the pages, from the call or from a release', async () => {
    const editor = await openSample('linux-6.12', FILE);
    await page.text({ selector: '.codelens-decoration', hasText: '2 releases' });
    placeCursor(editor, 'unpin_user_pages_dirty_lock(');
    await vscode.commands.executeCommand('gup.showOwners');
    const row = (text: string) => ({ selector: '.pane .monaco-list-row', hasText: text });
    const release = /unpin_user_pages_dirty_lock frame_buffer\.c:36 on teardown/;
    await expect.text(row('frame_buffer_unmap()'), release);
    await page.screenshot('sites-releases');
    await page.text(row('held by struct frame_buffer.pages'));
    await expect.text(row('still held at this exit'), /frame_buffer\.c:31/);
    await page.click(row('frame_buffer_unmap()'));
    await waitFor(
      'the release',
      () => cursorText().includes('unpin_user_pages_dirty') || undefined,
    );
  });

  it('what is open in the GUP view stays open when a file is reviewed again', async () => {
    const editor = await openSample('linux-6.12', FILE);
    await page.text({ selector: '.codelens-decoration', hasText: '2 releases' });
    placeCursor(editor, 'pin_user_pages_fast(');
    await vscode.commands.executeCommand('gup.showOwners');
    const row = { selector: '.pane .monaco-list-row', hasText: 'frame_buffer.c:38' };
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(3, 0), '/* one */\n/* two */\n');
    });
    await page.text(row);
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    await page.text({ ...row, hasText: 'frame_buffer.c:36' });
    await editor.document.save();
    await vscode.commands.executeCommand('workbench.view.explorer');
  });
});
