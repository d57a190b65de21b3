/** What the editor and its analyzer process say to each other. All of it is plain records. */
import type { Finding, Site } from '../../analyzer/records';
import type { KernelRelease } from '../../kernel';

/** A file as it stands in an editor. */
export interface DocumentInput {
  /** Folder of the tree, as a path of the file system; null for a file outside any. */
  readonly root: string | null;
  /** Path below the root, with `/`; the base name for a file outside any tree. */
  readonly file: string;
  readonly text: string;
  readonly release: KernelRelease;
}

/** What there is to say about one file. Paths in it are relative to the root it was asked with. */
export interface FileAnalysis {
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
  /** Functions with a site whose syntax could not be read whole. */
  readonly damagedFunctions: number;
}

/** Files of a tree: `done` of `total` were looked at, `findings` found in them. */
export interface TreeProgress {
  readonly done: number;
  readonly total: number;
  readonly findings: number;
}

export type ToService =
  | { readonly kind: 'document'; readonly id: number; readonly input: DocumentInput }
  /** The editor no longer wants the answer. */
  | { readonly kind: 'cancel'; readonly id: number }
  /** A file was closed: nothing of it needs to be kept. */
  | { readonly kind: 'close'; readonly root: string | null; readonly file: string };

/** Every `document` is answered once, unless it was cancelled before. */
export type FromService =
  | { readonly kind: 'document'; readonly id: number; readonly result: FileAnalysis }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
