import * as vscode from 'vscode';
import { directiveAbove } from '../../analyzer/suppress/insertDirective';
import { readSidecar, SIDECAR_NAME, writeSidecar } from '../../analyzer/suppress/sidecar';
import { codeOf } from '../fixes/sources';
import { type ReviewedFile, uriIn } from '../review/reviews';
import type { ShownFinding } from '../review/shownFindings';

/** Asks why, then puts a comment with the reason above the finding's statement. */
export async function suppressByComment({ finding, review }: ShownFinding): Promise<void> {
  const reason = await askReason(finding.rule);
  if (reason === undefined) return;
  const document = await vscode.workspace.openTextDocument(uriIn(review, finding.file));
  const code = codeOf(document);
  const offset = code.lines.startOf(finding.line) + finding.column - 1;
  const { offset: at, text } = directiveAbove(code, offset, finding.rule, reason);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(at), text);
  await vscode.workspace.applyEdit(edit);
}

/** Asks why, then adds the finding to the tree's sidecar file, which is made when there is none. */
export async function suppressInSidecar({ finding, review }: ShownFinding): Promise<void> {
  const reason = await askReason(finding.rule);
  if (reason === undefined) return;
  const uri = vscode.Uri.joinPath(review.root, SIDECAR_NAME);
  const before = await textOf(uri);
  const read = before === null ? { ok: true as const, entries: [] } : readSidecar(before);
  if (!read.ok) {
    await vscode.window.showErrorMessage(
      vscode.l10n.t(
        '{0} is left as it is, for it could not be read: {1}',
        SIDECAR_NAME,
        read.errors.join('; '),
      ),
    );
    return;
  }
  const { fingerprint, rule, file } = finding;
  const text = writeSidecar([...read.entries, { fingerprint, reason, rule, file }]);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

async function askReason(rule: string): Promise<string | undefined> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Suppress {0}', rule),
    prompt: vscode.l10n.t(
      'Why is this not to be reported? Whoever reads the code next will want to know.',
    ),
    placeHolder: vscode.l10n.t('The device holds the pages until release().'),
    validateInput: (text) =>
      /[\p{L}\p{N}]/u.test(text)
        ? null
        : vscode.l10n.t('Without a reason a suppression is not honoured.'),
  });
  return reason?.trim();
}

/** A file's text as it stands in an editor or on the disk; null when there is none. */
async function textOf(uri: vscode.Uri): Promise<string | null> {
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  } catch {
    return null;
  }
}

/** Lists what is suppressed, with the reason, and leads there. */
export async function showSuppressed(reviews: readonly ReviewedFile[]): Promise<void> {
  const items = reviews.flatMap((review) =>
    review.suppressed.map(({ finding, suppression }) => ({
      label: `${finding.file}:${String(finding.line)}`,
      description: `${finding.rule} · ${suppression.reason}`,
      detail: finding.message,
      uri: uriIn(review, finding.file),
      line: finding.line,
    })),
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Suppressed findings: {0}', items.length),
    placeHolder:
      items.length === 0
        ? vscode.l10n.t('Nothing is suppressed')
        : vscode.l10n.t('Go to a suppressed finding'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const at = new vscode.Position(chosen.line - 1, 0);
  await vscode.window.showTextDocument(chosen.uri, { selection: new vscode.Range(at, at) });
}
