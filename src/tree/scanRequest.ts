import type { KernelRelease } from '../kernel';
import type { ShowProgress } from './progress';
import type { SourceWords } from './treeWords';

/** What to scan, as plain data, so that it can be sent to another process. */
export interface ScanRequest {
  /** The folder that paths in the result are relative to. */
  readonly root: string;
  /** The top of the kernel tree, absolute: what tools/ and mm/gup.c are looked for in. */
  readonly top: string;
  readonly release: KernelRelease;
  /** Files to look at, relative to `root`; everything below `folder` when not given. */
  readonly files?: readonly string[];
  /** A folder relative to `root`; `root` itself when not given. */
  readonly folder?: string;
  /** Ids of the rules to check; all when not given. */
  readonly rules?: readonly string[];
  /** Patterns of what to leave out, as in a `.gitignore` at the top of the tree. */
  readonly exclude?: readonly string[];
  /** Whether to leave out what the tree's `.gitignore` files say. It is when not given. */
  readonly ignoreFiles?: boolean;
  /** Texts that stand for the files on disk, by path relative to `root`. */
  readonly overlay?: Readonly<Record<string, string>>;
  /**
   * How far pages are followed: through the whole tree, which is looked through for that, or no farther
   * than the headers of a file and the other sources in its folder. The tree when not given.
   */
  readonly reach?: 'tree' | 'folder';
  /** The words of the tree's sources, where they are known already. */
  readonly words?: readonly SourceWords[];
}

export interface ScanOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ShowProgress;
}
