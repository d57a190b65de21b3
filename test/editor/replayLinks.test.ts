import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { page } from './page';
import { markedLine, marks, panel, STEP_MARK } from './replayPanel';
import { placeCursor, sampleUri } from './sample';
import { waitFor } from './waitFor';

const FILE = 'drivers/sample/frame_buffer.c';
const CALL = 'pin_user_pages_fast(';

/** Titles of the open tabs. */
const tabs = () =>
  vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));

describe('the links of a replay', () => {
  it('lead from the editor to the panel: the cursor on a line selects its step', async () => {
    await panel.open('linux-6.12', FILE, CALL);
    await panel.button('toStart');
    await panel.at(0);
    await vscode.window.showTextDocument(sampleUri('linux-6.12', FILE), {
      viewColumn: vscode.ViewColumn.One,
    });
    await page.click({ selector: '.view-line', hasText: CALL });
    await panel.step(CALL);
    await marks(19);
  });

  it('have keys in the editor', async () => {
    await panel.button('toStart');
    await panel.at(0);
    await vscode.window.showTextDocument(sampleUri('linux-6.12', FILE), {
      viewColumn: vscode.ViewColumn.One,
    });
    await page.press('Control+Shift+Alt+F8');
    const change = await waitFor('the next change', async () => {
      return (await panel.stepNumber()) || undefined;
    });
    await page.press('Shift+Alt+F11');
    await panel.at(change + 1);
    await page.press('Control+Shift+Alt+F9');
    await panel.at(change);
  });

  it('open the kernel function in the tree', async () => {
    const gup = sampleUri('linux-6.12', 'mm/gup.c');
    const source = [
      'long gup_fast_fallback(unsigned long start);',
      '',
      'int other(void) { return gup_fast_fallback(1); }',
      'long gup_fast_fallback(unsigned long start)',
      '{',
      '\treturn 0;',
      '}',
    ].join('\n');
    await vscode.workspace.fs.writeFile(gup, new TextEncoder().encode(source));
    await panel.keys('Home', 'n', 'n');
    await page.click({
      selector: '.stack button.name',
      hasText: 'gup_fast_fallback',
      in: 'webview',
    });
    await waitFor('mm/gup.c at the definition', () => {
      const editor = vscode.window.activeTextEditor;
      if (editor?.document.uri.path !== gup.path) return undefined;
      return editor.selection.active.line === 3 || undefined;
    });
  });

  it('stay with a pinned replay: the next site opens beside it', async () => {
    await panel.open('linux-6.12', FILE, CALL);
    await panel.button('toStart');
    await expect.count(STEP_MARK, 0);
    await page.click({ selector: 'header .pin', in: 'webview' });
    // What the panel tells the editor arrives in order: after the mark, the pin has arrived too.
    await panel.button('nextChange');
    await panel.button('nextChange');
    await markedLine();
    const peek = sampleUri('linux-6.12', 'drivers/sample/peek.c');
    await vscode.commands.executeCommand('gup.replaySite', peek, 12);
    await waitFor('both replays', () => {
      const replays = tabs().filter((label) => label.startsWith('Replay: '));
      if (replays.length !== 2) return undefined;
      return replays.some((label) => label.includes('frame_buffer_map')) || undefined;
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are there again after the panel was hidden', async () => {
    // The panel's page came with the first site; what is shown again is the second.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', CALL);
    await panel.open('linux-6.12', FILE, CALL);
    await panel.choose('memory', 'unpopulated');
    await panel.keys('End');
    await panel.shows('p0.buf[3]', 'count', '1025 = 1 × 1024 + 1');
    const end = await panel.position();
    const file = sampleUri('linux-6.12', 'drivers/sample/peek.c');
    const panelColumn = vscode.window.tabGroups.all.find((group) =>
      group.tabs.some((tab) => tab.label.startsWith('Replay: ')),
    )?.viewColumn;
    await vscode.window.showTextDocument(file, { viewColumn: panelColumn ?? 2 });
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await expect.value('position', panel.position, end);
    await panel.shows('p0.buf[3]', 'count', '1025 = 1 × 1024 + 1');
    await page.text({ selector: 'header .site', in: 'webview', hasText: FILE });
  });

  it('do not let a file name or a source line into the page as markup', async () => {
    const name = 'drivers/sample/<img src=x onerror=alert(1)>.c';
    const source = [
      'int hostile(unsigned long start, struct page **pages)',
      '{',
      '\treturn pin_user_pages_fast(start, 2, FOLL_WRITE, pages); /* <b id="injected">x</b> */',
      '}',
    ].join('\n');
    await vscode.workspace.fs.writeFile(
      sampleUri('linux-6.12', name),
      new TextEncoder().encode(source),
    );
    await panel.open('linux-6.12', name, CALL);
    await panel.keys('n');
    await panel.step('<b id="injected">');
    assert.match(await page.text({ selector: 'header .site', in: 'webview' }), /<img src=x/);
    assert.equal(await page.count({ selector: '#injected, img', in: 'webview' }), 0);
    placeCursor(await vscode.window.showTextDocument(sampleUri('linux-6.12', FILE)), CALL);
  });
});
