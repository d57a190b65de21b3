import type { Finding } from '../records';

/** What keeps a finding from being reported, and where that is written. */
export interface Suppression {
  readonly by: 'comment' | 'sidecar' | 'baseline';
  /** Why, in the words of whoever suppressed it; for a baseline, that it was known before. */
  readonly reason: string;
  /** The file that says so: the source file of the comment, the sidecar or the baseline. */
  readonly file: string;
  /** 1-based line of the comment; null for files that no one edits by line. */
  readonly line: number | null;
}

export interface SuppressedFinding {
  readonly finding: Finding;
  readonly suppression: Suppression;
}
