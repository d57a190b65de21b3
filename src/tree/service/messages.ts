/** What the editor and its analyzer, a process or a worker, say to each other: plain records only. */
import type { FileReview } from '../../analyzer/analyzeFile';
import type { Site } from '../../analyzer/records';
import type { Edit } from '../../analyzer/fixes/edit';
import type { SitePaths } from '../../analyzer/paths/sitePaths';
import type { KernelRelease } from '../../kernel';
import type { Entry } from '../listSources';
import type { ScanResult } from '../scanSources';
import type { SentText } from './sentText';

/** Which file of the editor is meant. */
export interface DocumentId {
  /** Folder of the tree, as a path of the file system; of the file itself outside any tree. */
  readonly root: string;
  /** Path below the root, with `/`. */
  readonly file: string;
}

/** A file as it stands in an editor. */
export interface DocumentInput extends DocumentId {
  readonly text: string;
  /** Whether the root is a folder on the disk of this machine. */
  readonly onDisk: boolean;
  /**
   * Whether pages are followed through the whole tree, and not only through the headers of the file and
   * the other sources in its folder. What was asked of a tree once stays asked.
   */
  readonly seesTree: boolean;
  readonly release: KernelRelease;
}

/** The same on its way to the analyzer. */
export type SentInput = Omit<DocumentInput, 'text'> & { readonly text: SentText };

/** Which site is meant: by its id, or the one on a line, else the nearest above it. */
export type SiteQuery = { readonly id: string } | { readonly line: number };

/** A scan of a tree that only the editor can read. Paths are relative to the top of the tree. */
export interface TreeInput {
  readonly release: KernelRelease;
  /** Patterns of what to leave out, as in a `.gitignore` at the top. */
  readonly exclude: readonly string[];
  /** Whether to leave out what the tree's `.gitignore` files say. */
  readonly ignoreFiles: boolean;
  /** Texts that stand for the files, by path. */
  readonly overlay: Readonly<Record<string, string>>;
}

/** What a scan has to ask of the editor: the names in a folder ('' for the top), or files. */
export type Wish =
  | { readonly kind: 'entries'; readonly folder: string }
  | { readonly kind: 'files'; readonly paths: readonly string[] };

/** The answer to a wish; null stands for what cannot be read. */
export interface Granted {
  readonly entries?: readonly Entry[] | null;
  readonly files?: readonly (Uint8Array | null)[];
}

export type ToService =
  | { readonly kind: 'document'; readonly id: number; readonly input: SentInput }
  /** The paths of one site of the file. */
  | {
      readonly kind: 'paths';
      readonly id: number;
      readonly input: SentInput;
      readonly site: SiteQuery;
    }
  /** The sites of other files whose pages are given back on a line of the file, 1-based. */
  | {
      readonly kind: 'acquires';
      readonly id: number;
      readonly input: SentInput;
      readonly line: number;
    }
  /** What the file would come to with these edits, in source order; it stays as it is. */
  | {
      readonly kind: 'trial';
      readonly id: number;
      readonly input: SentInput;
      readonly edits: readonly Edit[];
    }
  | { readonly kind: 'scan'; readonly id: number; readonly input: TreeInput }
  /** To the wish with that number of the scan. */
  | {
      readonly kind: 'granted';
      readonly id: number;
      readonly wish: number;
      readonly granted: Granted;
    }
  /** The editor no longer wants the answer. */
  | { readonly kind: 'cancel'; readonly id: number }
  /** Files on the disk changed: what was read of others is old. */
  | { readonly kind: 'changed' }
  /** A file was closed: nothing of it needs to be kept. */
  | { readonly kind: 'close'; readonly document: DocumentId };

/**
 * Every `document`, `paths`, `acquires`, `trial` and `scan` is answered once, unless it was cancelled before; `resend` is no
 * answer.
 */
export type FromService =
  | { readonly kind: 'document'; readonly id: number; readonly result: FileReview }
  /**
   * What can be said at once of an edited document, or of one whose tree has yet to be looked through; the
   * answer follows.
   */
  | { readonly kind: 'soFar'; readonly id: number; readonly result: FileReview }
  | { readonly kind: 'paths'; readonly id: number; readonly result: SitePaths | null }
  | { readonly kind: 'trial'; readonly id: number; readonly result: FileReview }
  | { readonly kind: 'acquires'; readonly id: number; readonly result: readonly Site[] }
  | { readonly kind: 'scan'; readonly id: number; readonly result: ScanResult }
  /** The question has to be sent again, with the whole text. */
  | { readonly kind: 'resend'; readonly id: number }
  /** How far a scan is, and what it needs to go on. */
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'wish'; readonly id: number; readonly wish: number; readonly what: Wish }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
