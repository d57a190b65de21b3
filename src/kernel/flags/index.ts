/**
 * Every FOLL_* flag any release has had, and what it is in a given release.
 */
import { explainAbsence, mayExist, presenceAt } from '../lifetime';
import { compareToBound, holdingAt, inRange, type KernelRelease } from '../release';
import { ACCESS_FLAGS } from './access';
import { INTERNAL_FLAGS } from './internal';
import { RETIRED_FLAGS } from './retired';
import { SPECIAL_FLAGS } from './special';
import { TRACKING_FLAGS } from './tracking';
import { type FlagFact, type FlagMisuse, type FlagPolicy, type FlagValue } from './types';
import { WAITING_FLAGS } from './waiting';

export type { FlagFact, FlagMisuse, FlagPolicy, FlagPolicyKind, FlagValue } from './types';

/** All flags, those that are gone and the one that was never merged included. */
export const FLAGS: readonly FlagFact[] = [
  ...ACCESS_FLAGS,
  ...TRACKING_FLAGS,
  ...SPECIAL_FLAGS,
  ...WAITING_FLAGS,
  ...INTERNAL_FLAGS,
  ...RETIRED_FLAGS,
];

const byName = new Map<string, FlagFact>(FLAGS.map((flag) => [flag.name, flag]));

/** What is known of the flag, or undefined for a name no release has had. */
export function flagByName(name: string): FlagFact | undefined {
  return byName.get(name);
}

/** A flag in one release. */
export type FlagAt =
  | {
      readonly exists: true;
      readonly flag: FlagFact;
      /** The value of the bit, and the header that defines it when a source gives it. */
      readonly value: number;
      readonly header: FlagValue['header'];
      /** Whether code outside mm/ can name it. */
      readonly isPublic: boolean;
      readonly policies: readonly FlagPolicy[];
      readonly misuse: readonly FlagMisuse[];
    }
  | {
      readonly exists: false;
      readonly flag: FlagFact;
      /** One sentence: not in this release, since when or until when, and what to use. */
      readonly why: string;
    };

/** What the flag is in the release. */
export function flagAt(flag: FlagFact, r: KernelRelease): FlagAt {
  const defined = valueAt(flag, r);
  if (defined === undefined) {
    return { exists: false, flag, why: explainAbsence(flag, r) ?? `${flag.name} is not defined` };
  }
  return {
    exists: true,
    flag,
    ...defined,
    isPublic: defined.header !== 'mm/internal.h',
    policies: policiesAt(flag, r),
    misuse: holdingAt(flag.misuse, r),
  };
}

function valueAt(
  flag: FlagFact,
  r: KernelRelease,
): Pick<FlagValue, 'value' | 'header'> | undefined {
  if (!mayExist(flag, r)) {
    return undefined;
  }
  const upstream = flag.values.find((value) => inRange(r, value));
  if (upstream !== undefined) {
    return upstream;
  }
  const presence = presenceAt(flag, r);
  const backport = flag.backportedValues?.find(
    ({ seen }) =>
      (presence.state === 'perhaps' && presence.backport.seen === seen) ||
      (presence.state === 'here' && presence.backported && compareToBound(r, seen) >= 0),
  );
  return backport && { value: backport.value, header: 'include/linux/mm.h' };
}

/** A backported flag follows the rules it had when upstream first got it. */
function policiesAt(flag: FlagFact, r: KernelRelease): readonly FlagPolicy[] {
  const holding = holdingAt(flag.policy, r);
  return holding.length > 0 ? holding : flag.policy.slice(0, 1);
}

/** Every flag the release defines, lowest bit first. */
export function flagsAt(r: KernelRelease): (FlagAt & { exists: true })[] {
  return FLAGS.map((flag) => flagAt(flag, r))
    .filter((at) => at.exists)
    .sort((a, b) => a.value - b.value);
}

/** The names of the bits set in a number, lowest first; what no flag explains is left in `rest`. */
export function decodeFlags(value: number, r: KernelRelease): { names: string[]; rest: number } {
  const set = flagsAt(r).filter((at) => (value & at.value) !== 0);
  const known = set.reduce((bits, at) => bits | at.value, 0);
  return { names: set.map((at) => at.flag.name), rest: (value & ~known) >>> 0 };
}
