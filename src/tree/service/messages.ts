/** What the editor and its analyzer process say to each other. All of it is plain records. */
import type { FileReview } from '../../analyzer/analyzeFile';
import type { SitePath } from '../../analyzer/paths/pathRecords';
import type { Site } from '../../analyzer/records';
import type { KernelRelease } from '../../kernel';

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
  readonly release: KernelRelease;
}

/** Which site is meant: by its id, or the one on a line, else the nearest above it. */
export type SiteQuery = { readonly id: string } | { readonly line: number };

/** A site with every way its pages can take. */
export interface SitePaths {
  readonly site: Site;
  readonly paths: readonly SitePath[];
}

export type ToService =
  | { readonly kind: 'document'; readonly id: number; readonly input: DocumentInput }
  /** The paths of one site of the file. */
  | {
      readonly kind: 'paths';
      readonly id: number;
      readonly input: DocumentInput;
      readonly site: SiteQuery;
    }
  /** The editor no longer wants the answer. */
  | { readonly kind: 'cancel'; readonly id: number }
  /** A file was closed: nothing of it needs to be kept. */
  | { readonly kind: 'close'; readonly document: DocumentId };

/** Every `document` and `paths` is answered once, unless it was cancelled before. */
export type FromService =
  | { readonly kind: 'document'; readonly id: number; readonly result: FileReview }
  | { readonly kind: 'paths'; readonly id: number; readonly result: SitePaths | null }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
