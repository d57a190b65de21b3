import * as vscode from 'vscode';
import { page } from './page';

/** Reviews the sample tree of a release, as a user does by the command. */
export async function reviewSampleTree(release: string): Promise<void> {
  const done = vscode.commands.executeCommand('gup.reviewTree');
  await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: release });
  await done;
  await vscode.commands.executeCommand('notifications.clearAll');
}
