import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { panel } from './replayPanel';

const CHANNEL = 'GUP Review';

/**
 * Waits until the extension's log has the text. Only the extension host of a browser has one here: the
 * server of the tests goes without the native module that would write it.
 */
async function logged(text: string): Promise<void> {
  if (vscode.env.uiKind !== vscode.UIKind.Web || typeof process === 'object') return;
  const chosen = vscode.commands.executeCommand('workbench.action.showOutputChannels');
  await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: CHANNEL });
  await chosen;
  await page.text({ selector: '.part.panel .view-line', hasText: text });
}

describe('messages that are none', () => {
  before(async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
    await panel.stop('pin_user_pages_fast() pins all');
  });

  after(() => vscode.commands.executeCommand('workbench.action.closePanel'));

  it('are dropped and logged by the panel, which goes on', async () => {
    const before = await panel.stepNumber();
    await page.post('webview', { kind: 'command', command: 'explode' });
    await page.post('webview', {
      kind: 'cursor',
      file: 'drivers/sample/leaky_error.c',
      line: '28',
    });
    await page.post('webview', { kind: 'show', subject: {}, gallery: [], pinned: false });
    await page.post('webview', 'not even a record');
    // They arrive in order: when this one is obeyed, the others were looked at.
    await page.post('webview', { kind: 'command', command: 'stepBack' });
    await panel.at(before - 1);
    await logged('dropped a message: {"kind":"command","command":"explode"}');
    await logged('dropped a message: "not even a record"');
  });

  it('are dropped and logged by the extension, which opens nothing', async () => {
    const files = () => vscode.workspace.textDocuments.map(({ uri }) => uri.path).sort();
    const before = files();
    const file = 'drivers/sample/peek.c';
    await page.post('extension', { kind: 'openLine', file });
    await page.post('extension', { kind: 'openLine', file, line: -1 });
    await page.post('extension', { kind: 'openFunction', name: ['gup'] });
    await page.post('extension', { kind: 'remove', file });
    await logged('dropped a message of the replay panel: {"kind":"remove"');
    assert.deepEqual(files(), before);
    // The same message whole is obeyed: it was the check that stopped the others.
    await page.post('extension', { kind: 'openLine', file, line: 12 });
    await page.text({ selector: '.statusbar-item', hasText: 'Ln 12, Col 1' });
  });
});
