import * as vscode from 'vscode';
import type { TreeOutcome } from './treeReview';

/** Lists the files and functions that the last reviews could not analyse, each with the reason. */
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
      line: 1,
    })),
  );
  const damaged = outcomes.flatMap(({ tree, result }) =>
    result.damaged.map(({ file, line, function: name }) => ({
      label: `${file}:${String(line)}`,
      detail: vscode.l10n.t('{0}() could not be read whole', name),
      uri: vscode.Uri.joinPath(tree.root, file),
      line,
    })),
  );
  const summary = vscode.l10n.t(
    '{0} files were not analysed; {1} functions with a site have syntax that could not be read whole',
    files.length,
    damaged.length,
  );
  const all = [...files, ...damaged];
  if (all.length === 0) {
    await vscode.window.showInformationMessage(`${summary}.`);
    return;
  }
  const chosen = await vscode.window.showQuickPick(all, { placeHolder: summary });
  if (chosen === undefined) return;
  const at = new vscode.Position(chosen.line - 1, 0);
  await vscode.window.showTextDocument(chosen.uri, { selection: new vscode.Range(at, at) });
}
