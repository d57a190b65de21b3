import * as vscode from 'vscode';
import { expect } from './expect';
import { page } from './page';
import { panel } from './replayPanel';

const PINNED = '1025 = 1 × 1024 + 1';

describe('runs of a replay', () => {
  it('begin with the path that leaks, and name its line', async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
    await panel.button('toEnd');
    await panel.held('4 pins in pages, taken at line 15');
    await panel.verdict('Leaked 4 pins at line 28, taken at line 15.');
    await page.screenshot('replay-leak');
  });

  it('change with the path: a short pin leaks the two it got', async () => {
    await panel.choose('path', 'short pin → return err');
    await panel.button('toEnd');
    await panel.shows('p0.buf[2]', 'count', PINNED);
    await panel.held('2 pins in pages');
    await panel.verdict('Leaked 2 pins at line 28, taken at line 15.');
    await page.screenshot('replay-short-pin');
  });

  it('change with the memory: a THP counts its pins exactly', async () => {
    await panel.choose('path', 'all pinned → unpin_user_pages_dirty_lock');
    await panel.choose('memory', 'THP');
    await panel.stop('pin_user_pages_fast() pins all');
    await panel.shows('p0.buf[0..511]', 'page', 'page1 2 MiB');
    await panel.shows('p0.buf[0..511]', 'count', '5, pincount 4');
    await panel.button('toEnd');
    await panel.shows('p0.buf[0..511]', 'count', '1, pincount 0');
    await panel.verdict('Balanced');
  });

  it('go on in another world: fork in the middle of a pin', async () => {
    await panel.choose('memory', 'anonymous');
    await panel.button('nextChange');
    await panel.step('try_grab_folio_fast');
    await panel.choose('what-if', 'The process forks');
    await panel.step('What if: The process forks');
    await panel.shows('p1.buf[0]', 'count', '1');
    await page.screenshot('replay-what-if-fork');
    await panel.button('toEnd');
    await panel.verdict('Balanced');
  });

  it('stand side by side', async () => {
    await panel.button('compare');
    await expect.text({ selector: '.run + .run .verdict', in: 'webview' }, /Leaked 4 pins/);
    await page.screenshot('replay-compare');
    await panel.button('compare');
    await page.text({ selector: '.runs:not(.two)', in: 'webview' });
    await expect.count({ selector: '.run', in: 'webview' }, 1);
  });

  it('stand side by side with 4096 pages each, the second one growing beside the first', async () => {
    await panel.choose('pages', '4096');
    await panel.verdict('Balanced');
    await panel.keys('c');
    await page.text({ selector: '.run + .run .step', in: 'webview' });
    await panel.keys('Home', 'ArrowRight', 'ArrowRight');
    await panel.at(2);
    const second = { selector: '.run + .run .verdict', in: 'webview' } as const;
    await expect.text(second, /Leaked 4096 pins/);
    await panel.button('firstDifference');
    await page.text({ selector: '.run + .run .row[data-where="p0.buf[0]"]', in: 'webview' });
    await panel.button('compare');
    await panel.choose('pages', '4', true);
  }).timeout(90_000);
});

describe('the simulator without a call site', () => {
  it('runs the scenarios of the gallery', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('gup.openSimulator');
    await panel.choose('scenario', 'Fork while a page is pinned');
    await panel.button('toEnd');
    await panel.verdict('Balanced');
    await panel.shows('p1.buf[0]', 'page', 'page2');
    await page.screenshot('simulator');
  });

  it('shows pins of the zero page counted on 5.11 and left alone on 6.12', async () => {
    await panel.choose('scenario', 'Pins of ZERO_PAGE', true);
    await panel.choose('kernel', '5.11');
    await panel.stop('pin_user_pages_fast');
    await panel.shows('p0.buf[0]', 'count', '2048 = 2 × 1024 + 0');
    await panel.choose('kernel', '6.12');
    await panel.stop('pin_user_pages_fast');
    await panel.shows('p0.buf[0]', 'held', '2');
    await panel.shows('p0.buf[0]', 'count', '0');
  });

  it('says what is wrong with an edited scenario', async () => {
    await page.click({ selector: '.editor', in: 'webview' });
    const steps = '{"steps": [{"op": "explode"}]}';
    await page.fill({ selector: '.editor textarea', in: 'webview' }, steps);
    await page.click({ selector: '.editor vscode-button', hasText: 'Run', in: 'webview' });
    const problem = /^line 1, step 0 \(explode\): /;
    await expect.text({ selector: '.editor .problem', in: 'webview' }, problem);
    await page.screenshot('simulator-problem');
  });
});
