import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { findingsOf, noFindings, someFindings } from './findings';
import { page } from './page';
import { placeCursor, sampleUri } from './sample';
import { waitFor } from './waitFor';

/** A kernel tree of its own, that nobody has asked anything about. */
const TREE = 'farther';
const FILES = {
  Makefile: 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION =\n',
  'include/linux/span.h': `struct span {
	struct page **pages;
	int nr;
};
`,
  'drivers/span/take.c': `#include <linux/span.h>

int span_take(struct span *span, unsigned long start)
{
	int got = pin_user_pages_fast(start, 4, FOLL_WRITE | FOLL_PIN, span->pages);

	if (got < 0)
		return got;
	span->nr = got;
	return 0;
}
`,
  'mm/span.c': `#include <linux/span.h>

void span_drop(struct span *span)
{
	int i;

	for (i = 0; i < span->nr; i++)
		put_page(span->pages[i]);
}
`,
};
const uri = (path: string) => sampleUri('linux-6.12', `${TREE}/${path}`);
const LENS = { selector: '.codelens-decoration' };

async function open(): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const editor = await vscode.window.showTextDocument(uri('drivers/span/take.c'));
  const at = editor.document.positionAt(editor.document.getText().indexOf('pin_user_pages_fast'));
  editor.selection = new vscode.Selection(at, at);
  return editor;
}

const cursorText = () => {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.lineAt(editor.selection.active.line).text ?? '';
};

describe('pages that are given back far away', () => {
  before(async () => {
    for (const [path, text] of Object.entries(FILES)) {
      await vscode.workspace.fs.writeFile(uri(path), new TextEncoder().encode(text));
    }
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri(''), { recursive: true });
    await noFindings(uri('drivers/span/take.c'), 'flags-illegal');
  });

  it('are not looked for when the file is opened, which is judged at once', async () => {
    const { document } = await open();
    await someFindings(document.uri, 'flags-illegal');
    await expect.text(LENS, /^pin .*not followed to the end/);
    assert.deepEqual(findingsOf(document.uri, 'wrong-release-api'), []);
    await page.screenshot('far-not-asked');
  });

  it('are looked for on the way to the release, and the file is judged by it from then on', async () => {
    const { document } = await open();
    await expect.text(LENS, /not followed to the end/);
    await vscode.commands.executeCommand('gup.goToRelease');
    await waitFor('the release', () => cursorText().includes('put_page(span->') || undefined);
    await someFindings(document.uri, 'wrong-release-api');
    await open();
    await expect.text(LENS, /1 release/);
    await page.screenshot('far-asked');
  });

  it('are found from the release, in a file that is not open', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const editor = await vscode.window.showTextDocument(uri('mm/span.c'));
    placeCursor(editor, 'put_page(span');
    await waitFor('the acquire', async () => {
      // A file that was just opened has yet to be reviewed.
      await vscode.commands.executeCommand('gup.goToAcquire');
      return cursorText().includes('pin_user_pages_fast') || undefined;
    });
    await page.screenshot('far-acquire');
  });
});
