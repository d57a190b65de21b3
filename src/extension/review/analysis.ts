import type * as vscode from 'vscode';
import type { FileReview } from '../../analyzer/analyzeFile';
import type { DocumentId, DocumentInput, SitePaths, SiteQuery } from '../../tree/service/messages';

/** Where the analyzer looks at open files. */
export interface Analysis {
  /**
   * What there is to say about a file. It is null when the token asked to stop, and rejects with a
   * sentence for the user when the analyzer cannot run.
   */
  document(input: DocumentInput, token: vscode.CancellationToken): Promise<FileReview | null>;
  /** A site of the file with its paths; null when there is none, else as `document`. */
  paths(
    input: DocumentInput,
    site: SiteQuery,
    token: vscode.CancellationToken,
  ): Promise<SitePaths | null>;
  /** The file is no longer open. */
  close(document: DocumentId): void;
}
