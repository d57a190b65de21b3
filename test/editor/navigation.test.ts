import assert from 'node:assert/strict';
import * as vscode from 'vscode';
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

  it('the GUP view lists who gives the pages back', async () => {
    await openSample('linux-6.12', FILE);
    await vscode.commands.executeCommand('gup.sites.focus');
    const row = (text: string) => ({ selector: '.pane .monaco-list-row', hasText: text });
    await page.click(row('drivers/sample'));
    await page.click(row('frame_buffer_map()'));
    await waitFor('the releases below the site', async () => {
      // A review that arrives meanwhile draws the view anew, and with it closes what was opened.
      if ((await page.count(row('unpin_user_pages_dirty_lock()'))) > 0) return true;
      await vscode.commands.executeCommand('gup.sites.focus');
      await page.press('ArrowRight');
      return undefined;
    });
    const text = await page.text(row('unpin_user_pages_dirty_lock()'));
    await page.screenshot('sites-releases');
    assert.match(text, /frame_buffer\.c:36 on teardown/);
    await page.text(row('held by struct frame_buffer.pages'));
    await vscode.commands.executeCommand('workbench.view.explorer');
  });
});
