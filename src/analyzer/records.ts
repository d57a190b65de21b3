/**
 * What the analyzer says of a kernel tree, as plain records: the same from the command line, the
 * worker and the editor. The field names are those of the command line's JSON, a contract.
 */
import { type TrackingKind } from '../kernel';

/** Which reference a site takes: FOLL_GET (+1) or FOLL_PIN (+GUP_PIN_COUNTING_BIAS or pincount). */
export type Tracking = TrackingKind;

/** Where the pages of a site go. */
export type Ownership =
  'local' | 'struct' | 'returned' | 'out-param' | 'callee' | 'never' | 'unknown';

/** The paths a release stands on. */
export type ReleasePath = 'success' | 'error' | 'partial' | 'teardown';

/** A call that gives pages of a site back. Lines are 1-based. */
export interface Release {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly api: string;
  readonly on: readonly ReleasePath[];
}

/** The flags argument: its text, and the FOLL_* names in it; a trailing `?` means on some paths only. */
export interface SiteFlags {
  readonly text: string;
  readonly bits: readonly string[];
}

/** Which cases of Documentation/core-api/pin_user_pages.rst a site may be, and what tells. */
export interface SiteCase {
  /** One, or those that are left. */
  readonly numbers: readonly number[];
  /** A sentence without a full stop: "FOLL_LONGTERM is passed". */
  readonly why: string;
}

/** A way out of a function on which pages of a site are still held. */
export interface HoldingExit {
  readonly file: string;
  /** Of the return, or of the brace that ends the function; of a `lost` one, where they are lost. */
  readonly line: number;
  /** `kept`: something that lives on has them; `lost`: nothing can give them back any more. */
  readonly holds: 'kept' | 'lost';
}

/** One call that takes user pages. Line and column are 1-based and those of the function name. */
export interface Site {
  /** Stable across line shifts: a hash of file, function, api and the ordinal among equals. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string;
  readonly api: string;
  readonly tracking: Tracking;
  readonly flags: SiteFlags;
  readonly nrPages: string;
  readonly pages: string;
  readonly ownership: Ownership;
  readonly owner: string;
  readonly releases: readonly Release[];
  /** Why the analysis had to stop, or null when the pages were followed to their end. */
  readonly notFollowed: string | null;
  /** Null where the call and its surroundings do not tell, and before 5.6. */
  readonly case: SiteCase | null;
  /** By line; empty also where no path could be followed. */
  readonly exits: readonly HoldingExit[];
}

export type Severity = 'error' | 'warning' | 'information';
export type Confidence = 'high' | 'medium' | 'low';

/** What a step does to the pages of a site, or to the way that is taken. */
export type PathStepKind = 'acquire' | 'release' | 'handover' | 'branch' | 'call' | 'exit';

/** A function that holds a site and in which the parser met syntax that it does not know. */
export interface DamagedFunction {
  readonly file: string;
  /** Of the first such place; of the function's head where none can be named. */
  readonly line: number;
  readonly function: string;
}

/** One step of the path a finding reports. */
export interface PathStep {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  /** Not there for what is only said of a place. */
  readonly kind?: PathStepKind;
  /** The function that it stands in, where the path was followed from one to another. */
  readonly function?: string;
  /** How many calls that is below the outermost function of the path. */
  readonly depth?: number;
}

/** A rule broken on a path. Positions are 1-based; the end column is exclusive. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  /** The id of the site the finding is about. */
  readonly site: string;
  readonly path: readonly PathStep[];
  /** Survives line shifts: rule, function and normalised call text, not the line. */
  readonly fingerprint: string;
}

/** A file that could not be analysed, and why. */
export interface Skipped {
  readonly file: string;
  readonly why: string;
}
