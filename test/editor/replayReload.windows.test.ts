import * as vscode from 'vscode';
import { expect } from './expect';
import { page } from './page';
import { panel } from './replayPanel';
import { openByName } from './windows';

const LENS = { selector: '.codelens-decoration a', hasText: 'Replay' };
/** In both runs. */
const UNPOPULATED = {
  selector: '[data-choice="memory"] vscode-option[value="unpopulated"][selected]',
  in: 'webview',
} as const;

describe('a replay in a window that is reloaded', () => {
  before(() => page.openWindow());
  after(() => page.closeWindow());

  it('stands where it stood, with its choices, its comparison and its pin', async () => {
    await openByName('leaky_error.c');
    await page.click(LENS);
    await panel.choose('memory', 'unpopulated');
    await panel.keys('c', 'n', 'n');
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    await page.click({ selector: 'header .pin', in: 'webview' });
    await page.text({ selector: 'header .pin[checked]', in: 'webview' });
    const [position, step] = [await panel.position(), await panel.step('try_grab_folio')];

    await page.reload();

    await expect.value('step', () => panel.step('try_grab_folio'), step);
    await expect.value('position', panel.position, position);
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    await panel.shows('p0.buf[1]', 'entry', 'not mapped');
    await expect.count(UNPOPULATED, 2);
    await expect.count({ selector: '.runs.two .run', in: 'webview' }, 2);
    await page.text({ selector: 'header .pin[checked]', in: 'webview' });
    await page.screenshot('replay-reloaded');
  });
});

describe('a replay in a window of its own', () => {
  it('stands where it stood when it is moved there', async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
    await panel.choose('memory', 'unpopulated');
    await panel.keys('n', 'n');
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    const position = await panel.position();
    await vscode.commands.executeCommand('workbench.action.moveEditorToNewWindow');
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    await expect.value('position', panel.position, position);
    await panel.button('nextChange');
    await panel.shows('p0.buf[1]', 'entry', 'pte write dirty');
    await page.screenshot('replay-detached');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await expect.value('windows', page.windows, 1);
  });
});
