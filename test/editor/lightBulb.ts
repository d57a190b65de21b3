import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { placeCursor } from './sample';
import { waitFor } from './waitFor';

const MENU = { selector: '.action-widget' };

/** Opens the light bulb's menu at a text, as Ctrl+. does. The first entry is chosen. */
export async function openMenu(editor: vscode.TextEditor, at: string): Promise<string> {
  placeCursor(editor, at);
  return waitFor('the menu', async () => {
    await vscode.commands.executeCommand('editor.action.quickFix');
    const menu = { ...MENU, hasText: 'Quick Fix' };
    // An edit that was under way leaves the light bulb without an answer: then it is asked again.
    for (let looks = 0; looks < 50; looks++) {
      if ((await page.count(menu)) > 0) return page.text(menu);
      await new Promise((done) => setTimeout(done, 100));
    }
    return undefined;
  });
}

/** Takes an entry of the menu by the keyboard: a mouse would meet the menu's own cover first. */
export async function takeEntry(menu: string, entry: string): Promise<void> {
  const entries = menu.split('\n').filter((line) => line.trim() !== '' && line !== 'Quick Fix');
  const index = entries.findIndex((line) => line.includes(entry));
  assert.ok(index >= 0, `${entry} in ${menu}`);
  for (let i = 0; i < index; i++) await page.press('ArrowDown');
  await page.press('Enter');
}
