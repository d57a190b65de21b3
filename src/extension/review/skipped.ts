import * as vscode from 'vscode';
import type { TreeOutcome } from './treeReview';

/** Lists the files that the last reviews could not analyse, each with the reason. */
export async function showSkipped(outcomes: readonly TreeOutcome[]): Promise<void> {
  if (outcomes.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No kernel tree was reviewed yet.'));
    return;
  }
  const files = outcomes.flatMap(({ tree, result }) =>
    result.skipped.map(({ file, why }) => ({
      label: file,
      detail: why,
      uri: vscode.Uri.joinPath(tree.root, file),
    })),
  );
  const damaged = outcomes.reduce((sum, { result }) => sum + result.stats.damagedFunctions, 0);
  const summary = vscode.l10n.t(
    '{0} files were not analysed; {1} functions with a site have syntax that could not be read whole',
    files.length,
    damaged,
  );
  if (files.length === 0) {
    await vscode.window.showInformationMessage(`${summary}.`);
    return;
  }
  const chosen = await vscode.window.showQuickPick(files, { placeHolder: summary });
  if (chosen !== undefined) await vscode.window.showTextDocument(chosen.uri);
}
