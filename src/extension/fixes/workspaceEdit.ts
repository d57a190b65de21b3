import * as vscode from 'vscode';
import type { FileEdits } from '../../analyzer/fixes/edit';
import type { CodeText } from '../../analyzer/tokens/codeText';
import { type ReviewedFile, uriIn } from '../review/reviews';
import type { Sources } from './sources';

/** What a preview says of a change. */
export interface PreviewText {
  readonly label: string;
  readonly description?: string;
}

/** Edits of files of a tree as the editor applies them; with a text, it shows them first. */
export function workspaceEdit(
  review: Pick<ReviewedFile, 'root'>,
  files: readonly FileEdits[],
  sources: Sources,
  text?: PreviewText,
): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
  const preview = text && { ...text, needsConfirmation: false };
  if (text) askForPreview(result, review, files);
  for (const { file, edits } of files) {
    const code = sources(file);
    if (code === null) throw new Error(`${file} cannot be read`);
    for (const { start, end, text } of edits) {
      const range = new vscode.Range(positionIn(code, start), positionIn(code, end));
      result.replace(uriIn(review, file), range, text, preview);
    }
  }
  return result;
}

/**
 * The preview comes up when some edit needs confirmation, and such an edit is not ticked in it. So
 * that no half of a change is applied, only an edit that changes nothing needs it.
 */
function askForPreview(
  edit: vscode.WorkspaceEdit,
  review: Pick<ReviewedFile, 'root'>,
  [first]: readonly FileEdits[],
): void {
  if (first === undefined) return;
  edit.insert(uriIn(review, first.file), new vscode.Position(0, 0), '', {
    needsConfirmation: true,
    label: vscode.l10n.t('Shown for review'),
    description: vscode.l10n.t('this entry changes nothing'),
  });
}

function positionIn(code: CodeText, offset: number): vscode.Position {
  const line = code.lines.lineOf(offset);
  return new vscode.Position(line - 1, offset - code.lines.startOf(line));
}
