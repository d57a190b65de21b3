import type { SourceFile } from '../syntax/sourceFile';

/** A source of the tree, and its path from the top. */
export interface Caller {
  readonly path: string;
  readonly file: SourceFile;
}

/** The tree around a file, as far as functions are called from there. */
export interface Callers {
  /** Other sources that call the function which the one at `path` defines: the nearest first, bounded. */
  callersOf(path: string, name: string): readonly Caller[];
}

/** Callers in other files that are looked at for one value. */
const MOST_LOOKS = 40;

/** Where a value was followed to on the way from one expression back to what it may be. */
export class Trail {
  private readonly following = new Set<string>();
  private looks = MOST_LOOKS;

  /** @param around Null where a file is by itself. */
  constructor(private readonly around: Callers | null) {}

  /** Runs unless the same is being followed already: a value may be defined by itself. */
  once<T>(key: string, follow: () => T): T | null {
    if (this.following.has(key)) return null;
    this.following.add(key);
    const value = follow();
    this.following.delete(key);
    return value;
  }

  callersOf(path: string, name: string): readonly Caller[] {
    const callers = this.around?.callersOf(path, name).slice(0, this.looks) ?? [];
    this.looks -= callers.length;
    return callers;
  }
}
