import * as vscode from 'vscode';
import { CodeText } from '../../analyzer/tokens/codeText';
import { type ReviewedFile, uriIn } from '../review/reviews';

/** Files of a tree as they stand in their editors, or else on the disk. */
export type Sources = (file: string) => CodeText | null;

/** The tokens of a document as long as it stays what it is: a cursor that moves asks often. */
const read = new WeakMap<
  vscode.TextDocument,
  { readonly version: number; readonly code: CodeText }
>();

export function codeOf(document: vscode.TextDocument): CodeText {
  const known = read.get(document);
  if (known?.version === document.version) return known.code;
  const code = new CodeText(document.getText());
  read.set(document, { version: document.version, code });
  return code;
}

/** Reads the files that a change may have to touch. One that can't be read is null from then on. */
export async function loadSources(
  review: Pick<ReviewedFile, 'root'>,
  files: Iterable<string>,
): Promise<Sources> {
  const loaded = new Map<string, CodeText>();
  await Promise.all(
    [...new Set(files)].map(async (file) => {
      try {
        const document = await vscode.workspace.openTextDocument(uriIn(review, file));
        loaded.set(file, codeOf(document));
      } catch {
        // Whoever needs the file says that it cannot be read.
      }
    }),
  );
  return (file) => loaded.get(file) ?? null;
}
