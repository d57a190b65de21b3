/** What the editor and its analyzer process say to each other. All of it is plain records. */
import type { FileReview } from '../../analyzer/analyzeFile';
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

export type ToService =
  | { readonly kind: 'document'; readonly id: number; readonly input: DocumentInput }
  /** The editor no longer wants the answer. */
  | { readonly kind: 'cancel'; readonly id: number }
  /** A file was closed: nothing of it needs to be kept. */
  | { readonly kind: 'close'; readonly document: DocumentId };

/** Every `document` is answered once, unless it was cancelled before. */
export type FromService =
  | { readonly kind: 'document'; readonly id: number; readonly result: FileReview }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
