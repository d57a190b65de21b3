/**
 * The ways from a site to the exits of its function, as plain records: what happens to the pages at
 * each stop, in words and in a form that can be run on the simulator.
 */

/** A line of the source: 1-based, file relative to the tree, `text` the line itself. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** What an acquire answers: every page, fewer than asked, or an error. */
export type AcquireOutcome = 'all' | 'short' | 'error';

/** How many pages a release names: all that are held, all that were asked for, or a number. */
export type ReleaseCount = number | 'held' | 'asked';

/** What happens at a stop. `of` counts the acquires of the path, from 0: the one whose pages are meant. */
export type Action =
  | { readonly kind: 'acquire'; readonly outcome: AcquireOutcome }
  | { readonly kind: 'branch' }
  | {
      readonly kind: 'access';
      readonly of: number;
      readonly mode: 'r' | 'w';
      readonly by: 'cpu' | 'device';
    }
  | {
      readonly kind: 'release';
      readonly of: number;
      readonly api: string;
      readonly count: ReleaseCount;
      /** The pages are marked dirty as they are released. */
      readonly dirty: boolean;
    }
  /** The pages stay with `owner`, who releases them elsewhere. */
  | { readonly kind: 'keep'; readonly of: number; readonly owner: string }
  | { readonly kind: 'exit' };

/** One stop of a path: where, what a reviewer would say of it, and what it does to the pages. */
export interface Stop {
  readonly at: Position;
  readonly say: string;
  readonly action: Action;
}

/**
 * What the analysis says of the pages at the end: lost, all given back, left with an owner, never
 * taken; `paired` where they come to a release of theirs by a way that was not followed; `unsure`
 * where it does not know.
 */
export type PathEnding = 'leak' | 'clean' | 'kept' | 'failed' | 'paired' | 'unsure';

/** One way from the site to an exit. */
export interface SitePath {
  /** Unique within the site, and the same for the same code. */
  readonly id: string;
  /** Named by its outcome and its exit: "short pin → return -EFAULT (line 26)". */
  readonly label: string;
  readonly ending: PathEnding;
  readonly stops: readonly Stop[];
}
