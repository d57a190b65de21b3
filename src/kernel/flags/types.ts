/** The shape of what is known about a FOLL_* flag. */
import { type Lived } from '../lifetime';
import { type RangedText, type ReleaseName, type ReleaseRange } from '../release';
import { type SourceText } from '../source';

/** A value of the flag and the header that defines it. */
export interface FlagValue extends ReleaseRange {
  readonly value: number;
  readonly header: 'include/linux/mm.h' | 'include/linux/mm_types.h' | 'mm/internal.h';
  /** How a bound is known when no two neighbouring releases could be compared. */
  readonly bounds?: string;
  readonly sources: readonly SourceText[];
}

/**
 * Who sets the bit:
 * - `caller`: the caller passes it where it is wanted.
 * - `pin-caller`: the caller passes it, to pin_user_pages*() only.
 * - `redundant`: callers may pass it, the call sets it anyway.
 * - `wrapper`: set by the exported calls themselves; nothing stops a caller, who has no reason to.
 * - `internal`: for mm/ only, not checked.
 * - `forbidden`: a caller who passes it is refused, or cannot name it.
 */
export type FlagPolicyKind =
  'caller' | 'pin-caller' | 'redundant' | 'wrapper' | 'internal' | 'forbidden';

export interface FlagPolicy extends ReleaseRange {
  readonly policy: FlagPolicyKind;
  readonly detail: string;
}

/** What happens when the flag is passed (or left out) where it should not be. */
export interface FlagMisuse extends ReleaseRange {
  readonly where: string;
  readonly condition: string;
  readonly result: string;
}

export interface FlagFact extends Lived {
  readonly name: `FOLL_${string}`;
  /** One to three sentences that hold in every release: what the walk does because of the bit. */
  readonly meaning: string;
  /** What the bit means besides, in some releases. */
  readonly meansAlso?: readonly RangedText[];
  readonly values: readonly FlagValue[];
  /** Who sets it; where ranges overlap every member that holds counts. */
  readonly policy: readonly FlagPolicy[];
  readonly requires: readonly RangedText[];
  readonly conflicts: readonly RangedText[];
  readonly misuse: readonly FlagMisuse[];
  readonly notes: readonly string[];
  /** A value that a stable series has before the release that introduced the flag upstream. */
  readonly backportedValues?: readonly { readonly seen: ReleaseName; readonly value: number }[];
  readonly sources: readonly SourceText[];
}
