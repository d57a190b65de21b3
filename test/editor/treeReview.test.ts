import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { page } from './page';
import { sampleUri } from './sample';
import { waitFor } from './waitFor';

/** An editor also keeps entries without findings, for files that were looked at. */
const findings = () => vscode.languages.getDiagnostics().flatMap(([, found]) => found).length;

describe('reviewing a kernel tree', () => {
  it('asks which tree, then lists its findings without opening a file', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const done = vscode.commands.executeCommand('gup.reviewTree');
    const pick = { selector: '.quick-input-list .monaco-list-row', hasText: 'Linux 6.12' };
    await expect.text(pick, /linux-6\.12/);
    await page.screenshot('tree-pick');
    await page.click(pick);
    await done;
    await expect.text(
      { selector: '.notification-toast' },
      /linux-6\.12: \d+ findings?( \(.*\))? at \d+ sites in \d+ files/,
    );
    await page.screenshot('tree-reviewed');
    await vscode.commands.executeCommand('notifications.clearAll');
    const uri = sampleUri('linux-6.12', 'drivers/sample/illegal_flags.c');
    const [finding] = await waitFor('the findings of the tree', () => {
      const found = vscode.languages.getDiagnostics(uri);
      return found.length > 0 ? found : undefined;
    });
    assert.match(finding.message, /FOLL_PIN/);
    assert.equal(finding.source, 'GUP');
  });

  it('finds the same as a review of the open file', async () => {
    const uri = sampleUri('linux-6.12', 'drivers/sample/illegal_flags.c');
    const ofTree = vscode.languages.getDiagnostics(uri);
    const editor = await vscode.window.showTextDocument(uri);
    await page.text({ selector: '.codelens-decoration', hasText: 'Replay' });
    assert.deepEqual(vscode.languages.getDiagnostics(uri), ofTree);
    assert.ok(editor.document.uri.path.endsWith('illegal_flags.c'));
  });

  it('can be cancelled; what was found before stays', async () => {
    const many = sampleUri('linux-6.12', 'drivers/many');
    const from = sampleUri('linux-6.12', 'drivers/sample/frame_buffer.c');
    const bytes = await vscode.workspace.fs.readFile(from);
    const text = new TextDecoder().decode(bytes);
    const copies = new TextEncoder().encode(
      Array.from({ length: 200 }, (_, index) =>
        text.replaceAll('frame_buffer', `buffer_${String(index)}`),
      ).join('\n'),
    );
    for (let index = 0; index < 40; index++) {
      const uri = vscode.Uri.joinPath(many, `copy${String(index)}.c`);
      await vscode.workspace.fs.writeFile(uri, copies);
    }
    const before = findings();
    const done = vscode.commands.executeCommand('gup.reviewTree');
    await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'Linux 6.12' });
    const progress = { selector: '.notification-toast', hasText: 'Reviewing linux-6.12' };
    await page.text({ ...progress, hasText: 'of ' });
    const scanning = { selector: '.statusbar-item[aria-label*="reviewing the kernel tree"]' };
    await page.text(scanning);
    await page.screenshot('tree-progress');
    await page.click({ selector: '.notification-toast .monaco-button', hasText: 'Cancel' });
    await done;
    await vscode.workspace.fs.delete(many, { recursive: true });
    assert.equal(findings(), before);
    assert.equal(await page.count({ selector: '.notification-toast', hasText: 'sites in' }), 0);
    await expect.count(scanning, 0);
  });

  it('says what could not be analysed', async () => {
    void vscode.commands.executeCommand('gup.showSkipped');
    const says = /0 files were not analysed; 0 functions/;
    await expect.text({ selector: '.notification-toast' }, says);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
