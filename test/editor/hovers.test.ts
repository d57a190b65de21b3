import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { someLenses } from './findings';
import { showHover } from './hover';
import { page } from './page';
import { openSample, placeCursor, sampleUri, type Tree } from './sample';
import { waitFor } from './waitFor';

/** Shows the hover on a text of a file, which then says all that is expected. */
async function hoverOn(tree: Tree, path: string, text: string, says: RegExp): Promise<string> {
  const editor = await openSample(tree, path);
  placeCursor(editor, text);
  // What is known of a site is in the hover once the file was reviewed.
  await someLenses(editor.document.uri);
  return showHover(says);
}

describe('hovers', () => {
  afterEach(() => vscode.commands.executeCommand('editor.action.hideHover'));

  it('give the value and the rules of a flag in 6.12', async () => {
    const says = /FOLL_LONGTERM = 0x100 in include\/linux\/mm_types\.h · Linux 6\.12/;
    const file = 'drivers/sample/frame_buffer.c';
    const text = await hoverOn('linux-6.12', file, 'FOLL_LONGTERM', says);
    await page.screenshot('hover-flag-6.12');
    assert.match(text, /Set by the caller, with pin_user_pages\*\(\) only/);
  });

  it('give the value and the rules of the same flag in 5.11', async () => {
    const says = /FOLL_LONGTERM = 0x10000 in include\/linux\/mm\.h · Linux 5\.11/;
    const file = 'drivers/sample/frame_buffer.c';
    const text = await hoverOn('linux-5.11', file, 'FOLL_LONGTERM', says);
    await page.screenshot('hover-flag-5.11');
    assert.match(text, /with locked == NULL take it/);
  });

  it('give the prototype that a function has in 5.11', async () => {
    const call = 'get_user_pages_remote(mm';
    const says = /struct vm_area_struct \*\*vmas/;
    const text = await hoverOn('linux-5.11', 'drivers/sample/remote_word.c', call, says);
    await page.screenshot('hover-function-5.11');
    assert.match(text, /Released by put_page\(\), release_pages\(\)/);
  });

  it('say what a pin adds to the refcount, in a comparison and not in a comment', async () => {
    const uri = sampleUri('linux-6.12', 'drivers/sample/bias.c');
    const text = `/* GUP_PIN_COUNTING_BIAS */
bool may_be_pinned(struct page *page)
{
	return page_ref_count(page) >= GUP_PIN_COUNTING_BIAS;
}
`;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const editor = await openSample('linux-6.12', 'drivers/sample/bias.c');
    placeCursor(editor, 'GUP_PIN_COUNTING_BIAS;');
    await showHover(/GUP_PIN_COUNTING_BIAS = 1024[^]*#define GUP_PIN_COUNTING_BIAS \(1U << 10\)/);
    await page.screenshot('hover-counting-bias');
    const inComment = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(0, 5),
    );
    assert.deepEqual(inComment, []);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });

  it('say which calls a release function belongs to', async () => {
    const says = /Releases pages of pin_user_pages\(\)/;
    await hoverOn('linux-6.12', 'drivers/sample/frame_buffer.c', 'unpin_user_pages(', says);
  });

  it('say what all flags of this call come to', async () => {
    const says =
      /This call[^]*FOLL_WRITE \| FOLL_PIN: May not be passed to get_user_pages_fast\(\)/;
    await hoverOn('linux-6.12', 'drivers/sample/illegal_flags.c', 'FOLL_WRITE | FOLL_PIN', says);
    await page.screenshot('hover-call');
  });

  it('say of a combination of legal flags what it means, in two releases', async () => {
    const releases = [
      [
        'linux-6.12',
        /It pins the pages for writing, [^]*shared mappings of ordinary files are refused/,
      ],
      ['linux-5.11', /It pins the pages for writing, [^]*shared file mappings are allowed/],
    ] as const;
    for (const [tree, says] of releases) {
      const file = 'drivers/sample/frame_buffer.c';
      const text = await hoverOn(tree, file, 'FOLL_WRITE | FOLL_LONGTERM', says);
      assert.match(text, /This call[^]*FOLL_LONGTERM: May be passed to pin_user_pages_fast\(\)/);
      await page.screenshot(`hover-combination-${tree}`);
    }
  });

  it('say of a call which case it is and why, and lead to who releases its pages', async () => {
    const says = /This site pin/;
    const file = 'drivers/sample/frame_buffer.c';
    const text = await hoverOn('linux-6.12', file, 'pin_user_pages_fast(', says);
    await page.screenshot('hover-site');
    const lines = text.split('\n');
    const from = lines.findIndex((line) => line.startsWith('This site'));
    assert.deepEqual(lines.slice(from, from + 4), [
      'This site pin, case 2 (FOLL_LONGTERM is passed)',
      'held by struct frame_buffer.pages',
      'released by frame_buffer_map() frame_buffer.c:25 (partial), frame_buffer_unmap() frame_buffer.c:36 (teardown)',
      'still held at the exit in frame_buffer.c:31',
    ]);
    await page.click({ selector: '.monaco-hover a', hasText: 'frame_buffer_unmap' });
    await waitFor('the release', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.selection.active.line === 35 || undefined;
    });
  });

  it('are there where the word is the identifier, and nowhere else', async () => {
    const content = [
      '/* FOLL_WRITE */ // FOLL_WRITE',
      'const char *text = "FOLL_WRITE";',
      'int a = x.FOLL_WRITE + y->FOLL_WRITE;',
      '#define FLAGS FOLL_WRITE',
      'unsigned int flags = FOLL_WRITE;',
    ];
    const document = await vscode.workspace.openTextDocument({
      language: 'c',
      content: content.join('\n'),
    });
    const places: string[] = [];
    for (const [line, text] of content.entries()) {
      for (const { index } of text.matchAll(/FOLL_WRITE/g)) {
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          new vscode.Position(line, index + 1),
        );
        if (hovers.length > 0) places.push(`${String(line)}:${String(index)}`);
      }
    }
    assert.deepEqual(places, ['3:14', '4:21']);
  });
});
