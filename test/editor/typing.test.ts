import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingsOf, noFindings, someFindings } from './findings';
import { page } from './page';
import { openSample, placeCursor, sampleUri } from './sample';
import { waitFor } from './waitFor';

const FOLDER = 'drivers/near';
const TAKE = `#include "near.h"

int near_take(unsigned long start)
{
	struct page *pages[4];

	if (pin_user_pages_fast(start, 4, 0, pages) != 4)
		return -EFAULT;
	near_drop(pages);
	return 0;
}
`;
const USE = TAKE.replace('near_take', 'near_use').replace('near_drop', 'near_drop_here');
const HEADER = `static inline void near_drop_here(struct page **pages)
{
	unpin_user_pages(pages, 4);
}
`;
const DROP = `#include "near.h"

void near_drop(struct page **pages)
{
	unpin_user_pages(pages, 4);
}
`;

/** How many findings of a rule a file has at the least, looked at all the time until asked. */
function fewest(uri: vscode.Uri, rule: string): () => number {
  let count = findingsOf(uri, rule).length;
  const timer = setInterval(() => {
    count = Math.min(count, findingsOf(uri, rule).length);
  }, 1);
  return () => {
    clearInterval(timer);
    return count;
  };
}

async function replace(uri: vscode.Uri, before: string, after: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const start = document.getText().indexOf(before);
  assert.ok(start >= 0, before);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(
    document.positionAt(start),
    document.positionAt(start + before.length),
  );
  edit.replace(uri, range, after);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('while a file is typed', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.files.revert'));

  it('its findings never flicker, and stay where they belong', async () => {
    const rule = 'leak-on-error';
    const editor = await openSample('linux-6.12', 'drivers/sample/leaky_error.c');
    const { document } = editor;
    const [before] = await someFindings(document.uri, rule);
    const line = document.lineAt(before.range.start.line).text;
    const least = fewest(document.uri, rule);
    // In the function of the finding, where its paths have to be followed anew for every key.
    placeCursor(editor, 'pin_user_pages_fast(');
    await vscode.commands.executeCommand('cursorLineEnd');
    await page.press('Enter');
    for (const key of 'memory_barrier();') await page.type(key);
    await page.press('Enter');
    await page.press('Enter');
    await waitFor('the finding on its line', () => {
      const [now] = findingsOf(document.uri, rule);
      const isMoved = now.range.start.line > before.range.start.line;
      return (isMoved && document.lineAt(now.range.start.line).text === line) || undefined;
    });
    assert.equal(least(), 1);
    await page.text({ selector: '.view-line', hasText: 'memory_barrier();' });
    assert.ok((await page.count({ selector: '.squiggly-error' })) >= 1);
    await page.screenshot('typed');
  });

  it('a mistake is told while it is there', async () => {
    const uri = sampleUri('linux-6.12', 'drivers/sample/frame_buffer.c');
    const editor = await openSample('linux-6.12', 'drivers/sample/frame_buffer.c');
    placeCursor(editor, 'FOLL_WRITE');
    await vscode.commands.executeCommand('cursorWordEndRight');
    await page.type(' | FOLL_PIN');
    await someFindings(uri, 'flags-illegal');
    await page.text({ selector: '.codelens-decoration', hasText: '1 finding' });
    for (let key = 0; key < 11; key++) await page.press('Backspace');
    await noFindings(uri, 'flags-illegal');
  });
});

describe('findings that depend on another file', () => {
  const uri = (name: string) => sampleUri('linux-6.12', `${FOLDER}/${name}`);

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const texts = { 'take.c': TAKE, 'use.c': USE, 'drop.c': DROP, 'near.h': HEADER };
    for (const [name, text] of Object.entries(texts)) {
      await vscode.workspace.fs.writeFile(uri(name), new TextEncoder().encode(text));
    }
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(sampleUri('linux-6.12', FOLDER), { recursive: true });
  });

  for (const [file, other] of [
    ['take.c', 'drop.c'],
    ['use.c', 'near.h'],
  ]) {
    it(`follow ${other} as it is typed, saved or not`, async () => {
      await vscode.window.showTextDocument(uri(file), { preview: false });
      await vscode.window.showTextDocument(uri(other), { preview: false });
      await replace(uri(other), 'unpin_user_pages(pages, 4)', 'put_page(pages[0])');
      await someFindings(uri(file), 'wrong-release-api');
      const document = await vscode.workspace.openTextDocument(uri(other));
      assert.ok(document.isDirty);
      await page.screenshot(`follows-${other.replace('.', '-')}`);
      await vscode.commands.executeCommand('undo');
      await noFindings(uri(file), 'wrong-release-api');
    });
  }
});
