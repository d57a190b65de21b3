import * as vscode from 'vscode';

/** The commands behind the status item, in the order of the menu. */
const ENTRIES: readonly { readonly label: string; readonly command: string }[] = [
  { label: '$(search) Review Kernel Tree', command: 'gup.reviewTree' },
  { label: '$(list-tree) Show Findings', command: 'gup.findings.focus' },
  { label: '$(circle-slash) Show What Could Not Be Analysed', command: 'gup.showSkipped' },
  { label: '$(gear) Open Settings', command: 'gup.openSettings' },
  { label: '$(output) Show Log', command: 'gup.showLog' },
  { label: '$(debug-restart) Restart Analyzer', command: 'gup.restartAnalyzer' },
];

export async function showMenu(): Promise<void> {
  const chosen = await vscode.window.showQuickPick(ENTRIES, { placeHolder: 'GUP Review' });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}
