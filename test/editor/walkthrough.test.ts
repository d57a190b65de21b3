import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { noFindings } from './findings';
import { page } from './page';
import { waitFor } from './waitFor';

const RULE = 'leak-on-partial';

/** A step of the walkthrough, by a part of its title. */
const step = (title: string) => ({ selector: '.getting-started-step', hasText: title });

/** Opens the walkthrough, chooses a step and presses its button. */
async function press(title: string, button: string): Promise<void> {
  await vscode.commands.executeCommand('gup.openWalkthrough');
  await page.click(step(title));
  await page.click({ selector: '.getting-started-step.expanded .monaco-button', hasText: button });
}

function sample(): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.scheme === 'gup-sample',
  );
}

describe('the walkthrough', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('has five steps and what each is about', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('gup.openWalkthrough');
    await page.text(step('Open the sample'));
    await expect.count({ selector: '.getting-started-step' }, 5);
    await page.click(step('Replay it'));
    await page.text({ selector: 'body', hasText: 'held to recorded traces', in: 'webview' });
    await page.screenshot('walkthrough');
  });

  it('opens a sample that needs no kernel tree, and reviews it', async () => {
    await press('Open the sample', 'Open the Sample');
    const editor = await waitFor('the sample', sample);
    await page.text({ selector: '.codelens-decoration', hasText: '2 exits hold pins' });
    await page.screenshot('walkthrough-sample');
    assert.match(editor.document.getText(), /pin_user_pages_fast/);
  });

  it('reviews the tree of the sample', async () => {
    await press('Review a tree', 'Review the Sample');
    const outcome = /sample: 1 finding at 2 sites in 2 files/;
    await expect.text({ selector: '.notification-toast' }, outcome);
    await page.screenshot('walkthrough-scan');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('shows the finding where it stands', async () => {
    await press('Read a finding', 'Show the Finding');
    const hover = { selector: '.monaco-hover:not(.hidden)', hasText: RULE };
    await expect.text(hover, /are not unpinned on this path/);
    await page.screenshot('walkthrough-finding');
    await vscode.commands.executeCommand('editor.action.hideHover');
  });

  it('replays it', async () => {
    await press('Replay it', 'Replay the Sample');
    await page.text({ selector: '.outline .stop', hasText: 'pins fewer', in: 'webview' });
    await page.screenshot('walkthrough-replay');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('fixes it', async () => {
    await press('Fix it', 'Fix the Sample');
    const fix = { selector: '.action-widget .monaco-list-row', hasText: 'Unpin the pages before' };
    await page.text(fix);
    await page.screenshot('walkthrough-fix');
    await page.press('Enter');
    const editor = await waitFor('the sample', sample);
    await noFindings(editor.document.uri, RULE);
    assert.match(editor.document.getText(), /unpin_user_pages\(ring->pages, pinned\);/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('ticks off what was done', async () => {
    await vscode.commands.executeCommand('gup.openWalkthrough');
    await expect.count({ selector: '.getting-started-step .codicon.complete' }, 5);
  });
});
