/** The shape of what is known about a function of the GUP interface. */
import { type Lived } from '../lifetime';
import { type RangedText, type ReleaseRange } from '../release';
import { type SourceText } from '../source';

/**
 * - `acquire`: takes references or pins.
 * - `release`: gives them back.
 * - `query`: asks about a page, takes nothing.
 * - `dirty`: marks a page dirty.
 * - `fault-in`: makes user memory present without taking it.
 * - `copy`: moves bytes to or from user memory, holding pages only inside.
 * - `account`: charges pinned or locked memory to a process.
 * - `map`: puts pages into a user mapping.
 * - `store`: puts a page into a container, which takes no reference.
 * - `internal`: local to mm/.
 */
export type FunctionKind =
  | 'acquire'
  | 'release'
  | 'query'
  | 'dirty'
  | 'fault-in'
  | 'copy'
  | 'account'
  | 'map'
  | 'store'
  | 'internal';

/** Which reference is taken or given back: FOLL_GET, FOLL_PIN. */
export type TrackingKind = 'get' | 'pin';

/** One prototype of the function. */
export interface SignatureFact extends ReleaseRange {
  readonly returns: string;
  /** The parameter list as C text; a parameter may lack its name. */
  readonly params: string;
  readonly header: string;
  /** How a bound is known when no two neighbouring releases could be compared. */
  readonly bounds?: string;
  readonly sources: readonly SourceText[];
}

/**
 * What a release function is given. Numbers are parameter indices.
 * - `page`: one reference of the page (or folio).
 * - `counted`: `count` references of one page or folio.
 * - `array`: one reference of each of the first `count` entries.
 * - `range`: one of each of `count` physically consecutive pages from the first on.
 * - `list`: of each page on a list.
 * - `container`: each that a bio, frame vector or the like took for itself.
 */
export type ReleaseArgument =
  | { readonly kind: 'page' | 'list' | 'container'; readonly param: number }
  | {
      readonly kind: 'counted' | 'array' | 'range';
      readonly param: number;
      readonly count: number;
    };

export interface ReleaseFact {
  readonly argument: ReleaseArgument;
  /**
   * Whether the call dirties the pages: `always`, or the index of the parameter that decides.
   */
  readonly dirties?: 'always' | number;
}

export interface FunctionFact extends Lived {
  readonly kind: FunctionKind;
  /** For acquire and release functions: the reference in question; null when it depends. */
  readonly tracking: TrackingKind | null;
  /** Whether each call is a site, see the acquire names in functions/index.ts. */
  readonly site?: true;
  /** Declared in mm/internal.h, or otherwise not for use outside mm/. */
  readonly mmInternal?: true;
  /** What it takes, gives back or answers, in a few words. */
  readonly summary: string;
  readonly signatures: readonly SignatureFact[];
  /** FOLL_* bits the call adds by itself. */
  readonly sets?: readonly RangedText[];
  readonly returns?: readonly RangedText[];
  readonly locking?: readonly RangedText[];
  readonly flagRules?: readonly RangedText[];
  /** Names of the calls that give back what this one took. */
  readonly releaseWith?: readonly string[];
  /** For release functions: names of the calls whose pages they take. */
  readonly pairsWith?: readonly string[];
  readonly release?: ReleaseFact;
  readonly notes?: readonly string[];
  readonly sources: readonly SourceText[];
}
