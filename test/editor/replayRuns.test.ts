import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { panel } from './replayPanel';

const FILE = 'drivers/sample/wrong_release.c';
const PINNED = '1025 = 1 × 1024 + 1';

describe('runs of a replay', () => {
  it('change with the memory: a short pin leaves two pins held', async () => {
    await panel.open('linux-6.12', FILE, 'pin_user_pages_fast(');
    await panel.choose('memory', 'unpopulated');
    await panel.choose('path', 'short');
    await panel.button('toEnd');
    await panel.shows('p0.buf[2]', 'count', PINNED);
    await panel.held('2 pins in pages');
    await panel.verdict('Leaked 2 pins');
    await page.screenshot('replay-short-pin');
  });

  it('go on in another world: fork during a pin copies the pages', async () => {
    await panel.choose('path', 'all pages');
    await panel.button('toEnd');
    await panel.choose('what-if', 'The process forks');
    await panel.shows('p0.buf[0]', 'count', PINNED);
    await panel.shows('p1.buf[0]', 'count', '1');
    await panel.shows('p1.buf[0]', 'page', 'page5');
    await page.screenshot('replay-what-if-fork');
  });

  it('stand side by side', async () => {
    await panel.button('compare');
    const second = { selector: '.run + .run .verdict', in: 'webview' } as const;
    assert.match(await page.text(second), /Leaked 2 pins/);
    await page.screenshot('replay-compare');
    await panel.button('compare');
    assert.equal(await page.count({ selector: '.run', in: 'webview' }), 1);
  });
});

describe('the simulator without a call site', () => {
  it('runs the scenarios of the gallery', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('gup.openSimulator');
    await panel.choose('scenario', 'fork-while-pinned');
    await panel.button('toEnd');
    await panel.verdict('Balanced');
    await panel.shows('p1.buf[0]', 'page', 'page2');
    await page.screenshot('simulator');
  });

  it('says what is wrong with an edited scenario', async () => {
    await page.click({ selector: '.editor [slot="heading"], .editor', in: 'webview' });
    const text = { selector: '.editor textarea', in: 'webview' } as const;
    await page.fill(text, '{"steps": [{"op": "explode"}]}');
    await page.click({ selector: '.editor vscode-button', hasText: 'Run', in: 'webview' });
    const problem = await page.text({ selector: '.editor .problem', in: 'webview' });
    assert.match(problem, /step 0/);
    await page.screenshot('simulator-problem');
  });
});
