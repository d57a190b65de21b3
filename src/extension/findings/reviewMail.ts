import * as vscode from 'vscode';
import { reviewMail } from '../../analyzer/report/reviewMail';
import { uriIn } from '../review/reviews';
import type { ShownFinding } from '../review/shownFindings';

/** Puts a finding on the clipboard as text for a reply on a mailing list. */
export async function copyAsReviewMail(shown: ShownFinding): Promise<void> {
  const lines = await linesOf(shown);
  const mail = reviewMail([shown.finding], (file) => lines.get(file) ?? null);
  await vscode.env.clipboard.writeText(mail);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the finding as review mail'), 4000);
}

/** The lines of every file the finding names, as they are on the screen or else on the disk. */
async function linesOf({ finding, review }: ShownFinding): Promise<Map<string, string[]>> {
  const files = new Set([finding.file, ...finding.path.map(({ file }) => file)]);
  const lines = new Map<string, string[]>();
  for (const file of files) {
    try {
      const document = await vscode.workspace.openTextDocument(uriIn(review, file));
      lines.set(file, document.getText().split(/\r?\n/));
    } catch {
      // A file that is gone is not quoted; the mail still says where and what.
    }
  }
  return lines;
}
