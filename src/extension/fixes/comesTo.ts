import type * as vscode from 'vscode';
import type { FileReview } from '../../analyzer/analyzeFile';
import type { FileEdits } from '../../analyzer/fixes/edit';
import type { Trial } from '../review/register';
import type { ReviewedFile } from '../review/reviews';

/**
 * What a document would come to with changes; null where they reach into other files, of whose paths only
 * their own reviews tell, and when it is not wanted any more.
 */
export async function comesTo(
  trial: Trial,
  document: vscode.TextDocument,
  { root }: ReviewedFile,
  files: readonly FileEdits[],
  token: vscode.CancellationToken,
): Promise<FileReview | null> {
  const own = document.uri.path.slice(root.path.length).replace(/^\//, '');
  const [only, ...more] = files;
  if (only?.file !== own || more.length > 0) return null;
  return trial(document, only.edits, token);
}

/** All that is found in a file, suppressed or not, as a trial finds it. */
export const allFindings = ({ findings, suppressed }: ReviewedFile) => [
  ...findings,
  ...suppressed.map(({ finding }) => finding),
];
