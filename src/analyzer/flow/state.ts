import type { PathStepKind } from '../records';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { SourceText } from '../syntax/sourceText';
import type { AcquireCall } from './acquires';
import { Constraints } from './constraints';
import type { Linear } from './linear';
import type { Hold } from './holds';
import { atAddress, type Place } from './places';
import type { Symbols } from './symbols';

/** A place and what it holds. */
export interface Cell {
  readonly place: Place;
  readonly value: Linear;
}

/** What was decided or done on the way here; the newest step first. */
export interface Trace {
  readonly source: SourceText;
  readonly node: SyntaxNode;
  readonly message: string;
  /** The kind of step: branches are left out of a report unless they lie behind the acquire. */
  readonly kind: PathStepKind;
  /** The way taken at a condition. */
  readonly truth: boolean | null;
  /** The hold that an acquire made; null where it failed, and for other steps. */
  readonly hold: number | null;
  readonly before: Trace | null;
  /** How many steps it is with those before. */
  readonly length: number;
}

/** An acquire that failed on this path: its result is negative. */
export interface FailedAcquire {
  readonly call: AcquireCall;
  readonly result: Linear;
  readonly array: Linear | null;
  /** It did not fail, it took no page. */
  readonly zero: boolean;
  /** The errno was compared as an unsigned number, and taken for a large one. */
  readonly lostSign: boolean;
}

/**
 * Whether mmap_lock is held. `none`: no longer; `untaken`: an attempt to take it failed. `flag`: it is
 * while the value is not zero, which is what the `locked` argument of a call that may drop the lock
 * says afterwards.
 */
export type LockState = 'read' | 'write' | 'none' | 'untaken' | LockLeft;

/** After a call that may have dropped the lock. */
export interface LockLeft {
  readonly flag: Linear;
  readonly by: AcquireCall;
}

/** Everything known at one point of one path. Cheap to clone; own before changing. */
export class State {
  cells = new Map<string, Cell>();
  /** Places whose unwritten members read as zero: `= { }`, memset, kzalloc'ed memory. */
  zeroed: ReadonlySet<string> = new Set();
  /** Times a place was changed by something not followed: names new unknown contents. */
  disturbed: ReadonlyMap<string, number> = new Map();
  facts: Constraints;
  holds: readonly Hold[] = [];
  /** Holds of earlier rounds of a loop, all of whose pages were given back. */
  past: readonly Hold[] = [];
  failed: readonly FailedAcquire[] = [];
  /** Acquires executed so far, by site: numbers the holds of a loop. */
  occurrences: ReadonlyMap<string, number> = new Map();
  /** Addresses (by key) whose memory was given back. */
  freed: ReadonlySet<string> = new Set();
  /** Local addresses (by key) that something outside may keep. */
  escaped: ReadonlySet<string> = new Set();
  /** mmap_lock by the key of the mm; a lock not listed is as it was on entry. */
  locks: ReadonlyMap<string, LockState> = new Map();
  /** What was done on the way here shows that the function was called without any mmap_lock. */
  enteredUnlocked = false;
  /** Flags in objects that were set or cleared on the way here. */
  flags: ReadonlyMap<string, boolean> = new Map();
  trace: Trace | null = null;
  /** Distinguishes the values of loop rounds. */
  epoch = '';
  /** True once paths were merged in a way that forgets what is held: nothing is proven any more. */
  approximate = false;

  private ownsCells = true;
  /** How much was solved when the cells were named. */
  private namedAt = 0;

  constructor(
    readonly symbols: Symbols,
    /** The function that the path began in. */
    readonly rootName: string,
  ) {
    this.facts = new Constraints(symbols);
  }

  clone(): State {
    const copy = new State(this.symbols, this.rootName);
    copy.cells = this.cells;
    copy.ownsCells = false;
    copy.namedAt = this.namedAt;
    this.ownsCells = false;
    copy.zeroed = this.zeroed;
    copy.disturbed = this.disturbed;
    copy.facts = this.facts.clone();
    copy.holds = this.holds;
    copy.past = this.past;
    copy.failed = this.failed;
    copy.occurrences = this.occurrences;
    copy.freed = this.freed;
    copy.escaped = this.escaped;
    copy.locks = this.locks;
    copy.enteredUnlocked = this.enteredUnlocked;
    copy.flags = this.flags;
    copy.trace = this.trace;
    copy.epoch = this.epoch;
    copy.approximate = this.approximate;
    return copy;
  }

  ownCells(): Map<string, Cell> {
    if (!this.ownsCells) {
      this.cells = new Map(this.cells);
      this.ownsCells = true;
    }
    return this.cells;
  }

  /**
   * Memory is named by the normal form of its address: once more is known of it, what was written
   * under the old name has to be found by the new one.
   */
  renameCells(): void {
    const { solvedCount } = this.facts;
    if (solvedCount === this.namedAt) return;
    this.namedAt = solvedCount;
    for (const [key, { place, value }] of [...this.cells]) {
      if (place.root.kind !== 'memory') continue;
      const pointer = this.normal(place.root.pointer);
      if (pointer.equals(place.root.pointer)) continue;
      const renamed = atAddress(place, pointer);
      const cells = this.ownCells();
      cells.delete(key);
      if (!cells.has(renamed.key)) cells.set(renamed.key, { place: renamed, value });
    }
  }

  normal(value: Linear): Linear {
    return this.facts.normal(value);
  }

  step(
    kind: PathStepKind,
    source: SourceText,
    node: SyntaxNode,
    message: string,
    { truth = null, hold = null }: Partial<Pick<Trace, 'truth' | 'hold'>> = {},
  ): void {
    const before = this.trace;
    const length = (before?.length ?? 0) + 1;
    this.trace = { source, node, message, kind, truth, hold, before, length };
  }

  updateHold(hold: Hold, change: Partial<Hold>): Hold {
    const changed = { ...hold, ...change };
    this.holds = this.holds.map((h) => (h.id === hold.id ? changed : h));
    return changed;
  }

  hold(id: number): Hold | null {
    return this.holds.find((h) => h.id === id) ?? null;
  }
}
