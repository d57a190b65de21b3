import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { lensesOf } from './findings';
import { page } from './page';
import { openSample, sampleUri } from './sample';

const FILE = 'drivers/sample/frame_buffer.c';
const LENS = { selector: '.codelens-decoration', hasText: 'replay' };

describe('the code lens', () => {
  it('is one line above each site, with its case, its releases and the exits that hold pins', async () => {
    await openSample('linux-6.12', FILE);
    await expect.text(LENS, /^pin · case 2 · 2 releases · 1 exit holds pins · replay$/);
    await page.screenshot('lens');
    await expect.count(LENS, 1);
  });

  it('counts the exits on which pages are lost, and the finding', async () => {
    await openSample('linux-6.12', 'drivers/sample/leaky_error.c');
    const says = /^pin · case 1 or 5 · 1 release · .*1 exit holds pins · 1 finding · replay$/;
    await expect.text(LENS, says);
    await page.screenshot('lens-leak');
  });

  it('leads to the replay by a click', async () => {
    await openSample('linux-6.12', FILE);
    await expect.text(LENS, /2 releases/);
    await page.click({ selector: '.codelens-decoration a', hasText: 'replay' });
    await page.text({ selector: '.tab', hasText: 'Replay: frame_buffer_map' });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('stays with its line while an edit is reviewed', async () => {
    const { document } = await openSample('linux-6.12', FILE);
    await expect.text(LENS, /2 releases/);
    const line = document
      .getText()
      .split('\n')
      .findIndex((one) => one.includes('pin_user_pages_fast'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(3, 0), '/* one */\n/* two */\n');
    await vscode.workspace.applyEdit(edit);
    // Asked for at once, as the editor does: there is no answer with the line of before.
    const lenses = await lensesOf(document.uri);
    assert.deepEqual(
      lenses.map(({ range }) => range.start.line),
      [line + 2],
    );
    await vscode.commands.executeCommand('undo');
    await vscode.workspace.save(sampleUri('linux-6.12', FILE));
  });

  it('can be turned off', async () => {
    const { document } = await openSample('linux-6.12', 'drivers/sample/peek.c');
    await page.text(LENS);
    const section = vscode.workspace.getConfiguration('gup', document.uri);
    await section.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
    await expect.value('lenses', async () => (await lensesOf(document.uri)).length, 0);
    await section.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
  });
});
