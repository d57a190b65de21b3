import * as vscode from 'vscode';
import { expect } from './expect';

/** A hover that is shown. */
export const HOVER = { selector: '.monaco-hover:not(.hidden)' };

/** Shows the hover at the cursor, as the keyboard does, and reads it from the screen. */
export async function showHover(pattern: RegExp): Promise<string> {
  await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
  return expect.text(HOVER, pattern);
}
