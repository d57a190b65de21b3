import type * as vscode from 'vscode';
import type { FileReview } from '../../analyzer/analyzeFile';
import type { Edit } from '../../analyzer/fixes/edit';
import type { SitePaths } from '../../analyzer/paths/sitePaths';
import type { Site } from '../../analyzer/records';
import type { ScanResult } from '../../tree/scanSources';
import type {
  DocumentId,
  DocumentInput,
  Granted,
  SiteQuery,
  TreeInput,
  Wish,
} from '../../tree/service/messages';

/** Where the analyzer looks at open files, and at trees that only the editor can read. */
export interface Analysis {
  /**
   * What there is to say about a file. It is null when the token asked to stop, and rejects with a
   * sentence for the user when the analyzer cannot run.
   *
   * @param soFar Given what can be said at once of a file that was edited.
   */
  document(
    input: DocumentInput,
    token: vscode.CancellationToken,
    soFar: (review: FileReview) => void,
  ): Promise<FileReview | null>;
  /** A site of the file with its paths; null when there is none, else as `document`. */
  paths(
    input: DocumentInput,
    site: SiteQuery,
    token: vscode.CancellationToken,
  ): Promise<SitePaths | null>;
  /** The sites of other files whose pages are given back on a line, 1-based; else as `document`. */
  acquires(
    input: DocumentInput,
    line: number,
    token: vscode.CancellationToken,
  ): Promise<readonly Site[] | null>;
  /** What the file would come to with the edits, which are in source order; else as `document`. */
  trial(
    input: DocumentInput,
    edits: readonly Edit[],
    token: vscode.CancellationToken,
  ): Promise<FileReview | null>;
  /** Scans a whole tree; else as `document`. */
  scan(
    input: TreeInput,
    tree: TreeReader,
    token: vscode.CancellationToken,
  ): Promise<ScanResult | null>;
  /** Files on the disk changed: what was read around the open ones is old. */
  changed(): void;
  /** The file is no longer open. */
  close(document: DocumentId): void;
}

/** The editor's part of a scan. */
export interface TreeReader {
  grant(wish: Wish): Promise<Granted>;
  onProgress(done: number, total: number): void;
}
