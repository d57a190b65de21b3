import type { SyntaxNode } from '../syntax/syntaxNode';
import type { AcquireCall } from './acquires';
import type { Linear } from './linear';
import type { Place } from './places';
import type { CallPosition, ReleaseCall } from './releases';

/** Slots `[from, to)` of an array, counted from its first. */
export interface Range {
  readonly from: Linear;
  readonly to: Linear;
}

/** A range that was given back, and by which call. */
export interface ReleasedRange extends Range {
  readonly by: ReleaseCall;
  /** The pages were marked dirty with it. */
  readonly dirty: boolean;
}

/** Something that may keep the pages from here on, and is not followed. */
export interface Handover {
  readonly to: string;
  readonly call: CallPosition;
  /** `pages`: the array or a page itself; `owner`: an object that holds them. */
  readonly what: 'pages' | 'owner';
  /** Which pages it was given, where it was given single ones; null for an array or an object. */
  readonly pages: readonly number[] | null;
  /** What it answered when it was given them last; null where it may give them back itself. */
  readonly answer: Linear | null;
}

/** Something that reads or writes what is in the pages. */
export interface Use {
  readonly kind: 'cpu-write' | 'cpu-read' | 'device-write' | 'device-read' | 'device';
  readonly node: SyntaxNode;
  readonly by: string;
}

/** How much of what was asked for an acquire gave: all of it, fewer pages, or not known. */
export type Outcome = 'full' | 'short' | 'some';

/** What one execution of an acquire gave, and what became of it on this path. */
export interface Hold {
  readonly id: number;
  readonly call: AcquireCall;
  /** Address of the first slot that was filled. For a call that returns the page: a place of its own. */
  readonly array: Linear;
  /** Pages obtained. */
  readonly count: Linear;
  readonly outcome: Outcome;
  /** What the path still holds. */
  readonly held: readonly Range[];
  readonly released: readonly ReleasedRange[];
  /** Marked dirty on the way. */
  readonly dirtied: boolean;
  /** A call that marks dirty was made without the page lock, which its callers have to hold. */
  readonly dirtiedUnlocked: boolean;
  /** Whether the flags ask for pages to write to, where that is known on this path. */
  readonly forWriting: boolean | null;
  readonly handovers: readonly Handover[];
  readonly uses: readonly Use[];
  /** Places that remembered a page of it until another page was stored there. */
  readonly storedIn: readonly Place[];
  /** What functions returned that took the pages for their caller, where that told no sign. */
  readonly undecided: readonly Linear[];
  /** Where one of these is not zero, it does not matter how often a page of it is held. */
  readonly uncounted: readonly Linear[];
  /** True when something may have been given back that cannot be counted. */
  readonly assumed: boolean;
  /** True when it was not known at a release whether the counts agree; the end of the path may tell. */
  readonly unsettled: boolean;
  /** Another function took the pages and left them in an object. */
  readonly isInherited: boolean;
}

/** What a hold is at first, before anything is done with its pages. */
export const UNTOUCHED = {
  released: [],
  dirtied: false,
  dirtiedUnlocked: false,
  forWriting: null,
  handovers: [],
  uses: [],
  storedIn: [],
  undecided: [],
  uncounted: [],
  assumed: false,
  unsettled: false,
  isInherited: false,
} satisfies Partial<Hold>;
