import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { openSample, placeCursor, type Tree } from './sample';

const HOVER = { selector: '.monaco-hover:not(.hidden)' };

/** Shows the hover on a text of a file, as the keyboard does, and reads it from the screen. */
async function hoverOn(tree: Tree, path: string, text: string): Promise<string> {
  placeCursor(await openSample(tree, path), text);
  // What is known of a site is in the hover once the file was reviewed.
  await page.text({ selector: '.codelens-decoration', hasText: 'Replay' });
  await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
  const shown = await page.text({ ...HOVER, hasText: /^\w+/.exec(text)?.[0] ?? text });
  return shown.replaceAll('\u00a0', ' ');
}

/** What the extension would show, without the screen: for the places where it must be silent. */
async function providedOn(path: string, text: string): Promise<string[]> {
  const editor = await openSample('linux-6.12', path);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    editor.document.uri,
    placeCursor(editor, text),
  );
  return hovers.flatMap(({ contents }) =>
    contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : '')),
  );
}

describe('hovers', () => {
  afterEach(() => vscode.commands.executeCommand('editor.action.hideHover'));

  it('give the value and the rules of a flag in 6.12', async () => {
    const text = await hoverOn('linux-6.12', 'drivers/sample/frame_buffer.c', 'FOLL_LONGTERM');
    await page.screenshot('hover-flag-6.12');
    assert.match(text, /FOLL_LONGTERM = 0x100 in include\/linux\/mm_types\.h · Linux 6\.12/);
    assert.match(text, /Set by the caller, with pin_user_pages\*\(\) only/);
  });

  it('give the value and the rules of the same flag in 5.11', async () => {
    const text = await hoverOn('linux-5.11', 'drivers/sample/frame_buffer.c', 'FOLL_LONGTERM');
    await page.screenshot('hover-flag-5.11');
    assert.match(text, /FOLL_LONGTERM = 0x10000 in include\/linux\/mm\.h · Linux 5\.11/);
    assert.match(text, /with locked == NULL take it/);
  });

  it('give the prototype that a function has in 5.11', async () => {
    const call = 'get_user_pages_remote(mm';
    const text = await hoverOn('linux-5.11', 'drivers/sample/remote_word.c', call);
    await page.screenshot('hover-function-5.11');
    assert.match(text, /struct vm_area_struct \*\*vmas/);
    assert.match(text, /Released by put_page\(\), release_pages\(\)/);
  });

  it('say which calls a release function belongs to', async () => {
    const text = await hoverOn('linux-6.12', 'drivers/sample/frame_buffer.c', 'unpin_user_pages(');
    assert.match(text, /Releases pages of pin_user_pages\(\)/);
  });

  it('say what all flags of this call come to', async () => {
    await hoverOn('linux-6.12', 'drivers/sample/illegal_flags.c', 'FOLL_WRITE | FOLL_PIN');
    const text = await page.text({ ...HOVER, hasText: 'This call' });
    await page.screenshot('hover-call');
    assert.match(text, /FOLL_WRITE \| FOLL_PIN: May not be passed to get_user_pages_fast\(\)/);
  });

  it('say of a call what becomes of its pages', async () => {
    await hoverOn('linux-6.12', 'drivers/sample/frame_buffer.c', 'pin_user_pages_fast(');
    const text = await page.text({ ...HOVER, hasText: 'This site' });
    await page.screenshot('hover-site');
    assert.match(text, /This site pin/);
  });

  it('stay away from comments', async () => {
    assert.deepEqual(
      (await providedOn('drivers/sample/illegal_flags.c', "FOLL_PIN is mm/gup.c's")).filter(
        (value) => value.includes('FOLL'),
      ),
      [],
    );
  });
});
