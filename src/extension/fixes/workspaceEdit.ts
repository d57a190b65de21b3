import * as vscode from 'vscode';
import type { FileEdits } from '../../analyzer/fixes/edit';
import type { CodeText } from '../../analyzer/tokens/codeText';
import { type ReviewedFile, uriIn } from '../review/reviews';
import type { Sources } from './sources';

/** Edits of files of a tree as the editor applies them; with metadata, it shows them first. */
export function workspaceEdit(
  review: Pick<ReviewedFile, 'root'>,
  files: readonly FileEdits[],
  sources: Sources,
  preview?: vscode.WorkspaceEditEntryMetadata,
): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
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

function positionIn(code: CodeText, offset: number): vscode.Position {
  const line = code.lines.lineOf(offset);
  return new vscode.Position(line - 1, offset - code.lines.startOf(line));
}
