import type * as vscode from 'vscode';
import type { DocumentInput, FileAnalysis } from '../../tree/service/messages';

/**
 * Where the analyzer runs. It ends early, with null, when the token asks for it; it rejects
 * with a sentence for the user when the analyzer cannot run.
 */
export interface Analysis {
  document(input: DocumentInput, token: vscode.CancellationToken): Promise<FileAnalysis | null>;
  /** A file is no longer open. */
  close(root: string | null, file: string): void;
}
