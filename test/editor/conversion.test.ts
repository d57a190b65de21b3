import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { someFindings, someLenses } from './findings';
import { page } from './page';
import { openSample, placeCursor, sampleUri } from './sample';
import { forget, openFunctions } from './snippet';

const PREVIEW = { selector: '.bulk-edit-panel' };
const SHAPES = {
  local: 'checksum.c',
  'struct-field': 'canvas.c',
  'out-parameter': 'window.c',
  helper: 'stripe.c',
} as const;
type Shape = keyof typeof SHAPES;

function fixtureUri(path: string): vscode.Uri {
  const extension = vscode.extensions.getExtension('gup-review.gup-review');
  assert.ok(extension);
  return vscode.Uri.joinPath(extension.extensionUri, 'test/fixtures/convert', path);
}

/** A file of test/fixtures/convert, as the unit tests know it too. */
async function fixture(shape: Shape, tracking: 'get' | 'pin'): Promise<string> {
  const uri = fixtureUri(`${shape}/${tracking}/${SHAPES[shape]}`);
  const bytes = await vscode.workspace.fs.readFile(uri);
  return new TextDecoder().decode(bytes);
}

/** Puts the file into the sample tree and opens it, its site known. */
async function open(shape: Shape): Promise<vscode.TextEditor> {
  const file = `drivers/sample/${SHAPES[shape]}`;
  const uri = sampleUri('linux-6.12', file);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(await fixture(shape, 'get')));
  const editor = await openSample('linux-6.12', file);
  await someLenses(uri);
  return editor;
}

describe('conversion', () => {
  for (const shape of Object.keys(SHAPES) as Shape[]) {
    it(`${shape}: shows every change first, then makes them; undo restores the bytes`, async () => {
      const editor = await open(shape);
      const { document } = editor;
      placeCursor(editor, 'get_user_pages');
      const running = vscode.commands.executeCommand('gup.convertToPin');
      await expect.text(PREVIEW, /pin_user_pages/);
      await page.screenshot(`convert-${shape}`);
      assert.equal(document.getText(), await fixture(shape, 'get'));
      await vscode.commands.executeCommand('refactorPreview.apply');
      await running;
      await expect.value('converted', () => document.getText(), await fixture(shape, 'pin'));
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      await expect.value('undone', () => document.getText(), await fixture(shape, 'get'));
      await vscode.workspace.fs.delete(document.uri);
    });
  }

  for (const shape of Object.keys(SHAPES) as Shape[]) {
    it(`${shape}: converts back to the same bytes`, async () => {
      const editor = await open(shape);
      const { document } = editor;
      const pinned = await fixture(shape, 'pin');
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      await editor.edit((edit) => {
        edit.replace(whole, pinned);
      });
      await expect.text({ selector: '.codelens-decoration' }, /^pin/);
      placeCursor(editor, ' pin_user_pages');
      const running = vscode.commands.executeCommand('gup.convertToGet');
      await page.text({ ...PREVIEW, hasText: 'get_user_pages' });
      await vscode.commands.executeCommand('refactorPreview.apply');
      await running;
      await expect.value('converted', () => document.getText(), await fixture(shape, 'get'));
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await vscode.workspace.fs.delete(document.uri);
    });
  }

  it('cross-file: changes every file that gives the pages back; one undo restores the bytes', async () => {
    const folder = sampleUri('linux-6.12', 'drivers/loom');
    const names = ['thread.c', 'unthread.c', 'loom.h'];
    const textsNow = () =>
      Promise.all(
        names.map(async (name) => {
          const uri = vscode.Uri.joinPath(folder, name);
          return (await vscode.workspace.openTextDocument(uri)).getText();
        }),
      );
    const fixtures = async (tracking: 'get' | 'pin') => {
      const from = fixtureUri(`cross-file/${tracking}`);
      const read = names.map((name) =>
        vscode.workspace.fs.readFile(vscode.Uri.joinPath(from, name)),
      );
      return (await Promise.all(read)).map((bytes) => new TextDecoder().decode(bytes));
    };
    await vscode.workspace.fs.copy(fixtureUri('cross-file/get'), folder, { overwrite: true });
    const editor = await openSample('linux-6.12', 'drivers/loom/thread.c');
    await page.text({ selector: '.codelens-decoration', hasText: '2 releases' });
    placeCursor(editor, 'get_user_pages_remote');
    const running = vscode.commands.executeCommand('gup.convertToPin');
    for (const name of names) await page.text({ ...PREVIEW, hasText: name });
    await page.screenshot('convert-cross-file');
    assert.deepEqual(await textsNow(), await fixtures('get'));
    await vscode.commands.executeCommand('refactorPreview.apply');
    await running;
    await expect.value('converted', textsNow, await fixtures('pin'));
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    await expect.value('undone', textsNow, await fixtures('get'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  it('says why a site is not converted', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await someFindings(editor.document.uri, 'flags-illegal');
    placeCursor(editor, 'get_user_pages_fast(');
    void vscode.commands.executeCommand('gup.convertToPin');
    const why = /get_user_pages_fast\(\) is not converted: .*illegal_flags\.c:\d+: /;
    await expect.text({ selector: '.notification-toast' }, why);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is tried: what it would raise is the reason why it is not made', async () => {
    const { document } = await openFunctions(`int peek(unsigned long addr, struct page **pages)
{
	int got = get_user_pages_fast(addr, 1, FOLL_FORCE, pages);

	if (got < 1)
		return -EFAULT;
	look_at(pages[0]);
	put_page(pages[0]);
	return 0;
}
`);
    await someLenses(document.uri);
    const before = document.getText();
    const editor = await vscode.window.showTextDocument(document);
    placeCursor(editor, 'get_user_pages_fast(');
    void vscode.commands.executeCommand('gup.convertToPin');
    const why = /is not converted: .*snippet\.c:\d+: converted, it has flags-illegal: /;
    await expect.text({ selector: '.notification-toast' }, why);
    await page.screenshot('convert-tried');
    assert.equal(document.getText(), before);
    await vscode.commands.executeCommand('notifications.clearAll');
    await forget();
  });

  it('is greyed out in the refactoring menu where it cannot be made', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await someFindings(editor.document.uri, 'flags-illegal');
    placeCursor(editor, 'get_user_pages_fast(');
    await vscode.commands.executeCommand('editor.action.refactor');
    await page.text({ selector: '.action-widget', hasText: 'Convert to pin_user_pages*()' });
    await page.screenshot('convert-refused');
    const row = { selector: '.action-widget .monaco-list-row.option-disabled' };
    await expect.count({ ...row, hasText: 'Convert to pin' }, 1);
    await page.press('Escape');
  });
});
