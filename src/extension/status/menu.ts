import * as vscode from 'vscode';

/** The commands behind the status item, in the order of the menu. */
const ENTRIES: readonly { readonly label: string; readonly command: string }[] = [
  { label: `$(search) ${vscode.l10n.t('Review Kernel Tree')}`, command: 'gup.reviewTree' },
  { label: `$(list-tree) ${vscode.l10n.t('Show Findings')}`, command: 'gup.findings.focus' },
  {
    label: `$(circle-slash) ${vscode.l10n.t('Show What Could Not Be Analysed')}`,
    command: 'gup.showSkipped',
  },
  { label: `$(gear) ${vscode.l10n.t('Open Settings')}`, command: 'gup.openSettings' },
  { label: `$(output) ${vscode.l10n.t('Show Log')}`, command: 'gup.showLog' },
  {
    label: `$(debug-restart) ${vscode.l10n.t('Restart Analyzer')}`,
    command: 'gup.restartAnalyzer',
  },
];

export async function showMenu(): Promise<void> {
  const chosen = await vscode.window.showQuickPick(ENTRIES, { placeHolder: 'GUP Review' });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}
