/**
 * The sources around a file: what else of the tree is read to follow pages out of it. All paths are
 * relative to the top of the tree, with `/`. Answers are the same for as long as a scan lasts.
 */
export interface Neighbourhood {
  /** The text of a source, or null when there is none that can be read. */
  read(path: string): string | null;
  /**
   * Sources in the folder of `path` that hold the word; where the whole tree is seen, then those in the
   * folders below, and in the folder above. The file itself is left out.
   */
  naming(path: string, word: string): readonly string[];
  /**
   * Sources anywhere in the tree that have to do with pages and seem to hold all the words, in the order
   * of a scan; their text tells for certain. None as long as the tree is not looked through.
   */
  mentioning(words: readonly string[]): readonly string[];
  /** Those that seem to define a function of that name. */
  defining(name: string): readonly string[];
  /** Whether the whole tree was looked through, so that what is not found there is not there. */
  isSearched(): boolean;
  /** The headers that a source includes, its own folder's first, as far as they can be found. */
  headersOf(path: string): readonly string[];
}

/** A file by itself: what the editor knows of code outside any tree. */
export const NO_NEIGHBOURS: Neighbourhood = {
  read: () => null,
  naming: () => [],
  mentioning: () => [],
  defining: () => [],
  isSearched: () => false,
  headersOf: () => [],
};
