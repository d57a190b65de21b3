import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from '../page';
import { openSample } from '../sample';

describe('the extension host of a browser', () => {
  it('runs the extension on files that only the editor can read', async () => {
    assert.equal(typeof process, 'undefined');
    assert.equal(vscode.env.uiKind, vscode.UIKind.Web);
    const extension = vscode.extensions.getExtension('gup-review.gup-review');
    assert.equal(extension?.isActive, true);
    const { document } = await openSample('linux-6.12', 'drivers/sample/frame_buffer.c');
    assert.ok(document.uri.scheme !== 'file', document.uri.toString());
    await page.text({ selector: '.codelens-decoration', hasText: 'Replay' });
    await page.screenshot('web-host');
  });
});
