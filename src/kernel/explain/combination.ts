/** Explains FOLL_* flags joined by `|` in one call: what they mean together, and whether it may. */
import { checkFlags, type FlagVerdict } from '../checks';
import { flagAt, flagByName } from '../flags';
import { functionByName, trackingOf } from '../functions';
import { holdingAt, formatRelease, type KernelRelease, type ReleaseRange } from '../release';
import { type SourceText } from '../source';
import { type Explanation, section, sourcesFor } from './explanation';

/** What two or more flags mean together that neither means alone. */
interface Combination extends ReleaseRange {
  readonly flags: readonly string[];
  /** Only when none of these is there as well. */
  readonly without?: readonly string[];
  readonly tracking?: 'get' | 'pin';
  readonly text: string;
  readonly sources: readonly SourceText[];
}

const COMBINATIONS: readonly Combination[] = [
  {
    flags: ['FOLL_WRITE', 'FOLL_FORCE'],
    text: 'writes even where the mapping is read-only, as ptrace does: private mappings get their own copy, shared ones are refused with -EFAULT',
    sources: ['6.12.117 mm/gup.c:1298'],
  },
  {
    until: '6.1',
    flags: ['FOLL_WRITE', 'FOLL_FORCE', 'FOLL_LONGTERM'],
    text: 'the way to a dependable read-only long pin up to 6.1; from 6.2 FOLL_LONGTERM alone suffices',
    sources: ['6.1.192 drivers/infiniband/core/umem.c:231'],
  },
  {
    since: '6.2',
    flags: ['FOLL_FORCE', 'FOLL_LONGTERM'],
    text: 'FOLL_FORCE is not needed for a dependable read-only long pin since 6.2',
    sources: ['6.12.117 drivers/infiniband/core/umem.c: no FOLL_FORCE'],
  },
  {
    since: '6.5',
    flags: ['FOLL_WRITE', 'FOLL_LONGTERM'],
    text: 'shared mappings of ordinary files are refused with -EFAULT (anonymous, shmem and hugetlb memory is fine)',
    sources: ['6.5 mm/gup.c:1019'],
  },
  {
    until: '6.4',
    flags: ['FOLL_WRITE', 'FOLL_LONGTERM'],
    text: 'shared file mappings are allowed in this release; the file system is not told of later writes',
    sources: ['6.5 mm/gup.c:1019'],
  },
  {
    until: '6.1',
    flags: ['FOLL_LONGTERM'],
    without: ['FOLL_WRITE'],
    tracking: 'pin',
    text: 'without FOLL_WRITE the pin of a private file mapping goes stale when the owner writes; dependable since 6.2',
    sources: ['6.2.1 include/linux/mm.h:3206'],
  },
  {
    since: '6.2',
    flags: ['FOLL_LONGTERM'],
    without: ['FOLL_WRITE'],
    tracking: 'pin',
    text: 'read-only: a page of a private mapping is unshared first, so the pin stays in step with the process',
    sources: ['6.2.1 include/linux/mm.h:3206'],
  },
  {
    since: '6.7',
    flags: ['FOLL_NOWAIT'],
    text: 'a result of 0 is possible and no error with FOLL_NOWAIT',
    sources: ['6.7.3 mm/gup.c:1606'],
  },
  {
    flags: ['FOLL_DUMP', 'FOLL_FORCE'],
    text: 'core dump: reads past permissions and reports holes instead of filling them',
    sources: ['6.12.117 mm/gup.c:736'],
  },
];

/** Whether a call may pass a set of flags, at a glance. */
export type CombinationVerdict = 'legal' | 'doubtful' | 'illegal';

export interface CombinationExplanation extends Explanation {
  readonly kind: 'combination';
  readonly verdict: CombinationVerdict;
  readonly verdicts: readonly FlagVerdict[];
  /** The value of all flags together, or null when one is not defined in the release. */
  readonly value: number | null;
}

/**
 * What the flags mean together in a call, and whether the call may pass them.
 *
 * @param names FOLL_* names as written; an empty list is a call with 0.
 * @param functionName The function called; one unknown to the tables is judged by the names only.
 */
export function explainCombination(
  names: readonly string[],
  functionName: string,
  r: KernelRelease,
): CombinationExplanation {
  const verdicts = checkFlags(names, functionName, r);
  const verdict = overall(verdicts);
  const value = valueOf(names, r);
  const tracking = trackingOf(functionName);
  const together = holdingAt(COMBINATIONS, r).filter(
    (one) =>
      one.flags.every((flag) => names.includes(flag)) &&
      !one.without?.some((flag) => names.includes(flag)) &&
      (one.tracking === undefined || one.tracking === tracking),
  );
  const written = names.length === 0 ? '0' : names.join(' | ');
  const release = formatRelease(r);
  return {
    word: written,
    kind: 'combination',
    release,
    exists: !verdicts.some(({ kind }) => kind === 'unknown' || kind === 'undefined'),
    headline: value === null ? written : `${written} = 0x${value.toString(16)}`,
    code: null,
    summary: `${SENTENCE[verdict]} ${functionName}() in ${release}.`,
    sections: [
      ...section('verdicts', 'Verdict', verdicts.map(verdictText), true),
      ...section(
        'also',
        'Together',
        [...purpose(names, functionName), ...together.map(({ text }) => text)],
        true,
      ),
    ],
    sources: sourcesFor(
      [...verdicts, ...together].flatMap(({ sources }) => sources),
      r,
    ),
    verdict,
    verdicts,
    value,
  };
}

const SENTENCE: Readonly<Record<CombinationVerdict, string>> = {
  legal: 'May be passed to',
  doubtful: 'Accepted, though not as meant, by',
  illegal: 'May not be passed to',
};

function overall(verdicts: readonly FlagVerdict[]): CombinationVerdict {
  const kinds = verdicts.map(({ kind }) => kind);
  if (kinds.some((kind) => kind === 'unknown' || kind === 'undefined' || kind === 'refused')) {
    return 'illegal';
  }
  const doubtful = kinds.some(
    (kind) => kind === 'unchecked' || kind === 'fails' || kind === 'refused-if-locked',
  );
  return doubtful ? 'doubtful' : 'legal';
}

/** One line on a flag: "FOLL_PIN: refused, WARN_ON_ONCE and -EINVAL: set by the pin calls only". */
export function verdictText({ flag, kind, why, result, mmInternal }: FlagVerdict): string {
  const how = kind === 'refused-if-locked' ? 'refused with a locked pointer' : kind;
  const answer = result === null ? '' : ` (${result})`;
  const where = mmInternal ? '; it is defined in mm/internal.h' : '';
  return kind === 'undefined' || kind === 'unknown'
    ? why
    : `${flag} ${how}${answer}: ${why}${where}`;
}

function purpose(names: readonly string[], functionName: string): string[] {
  const tracking = trackingOf(functionName) ?? functionByName(functionName)?.tracking;
  if (tracking == null) {
    return [];
  }
  const how = names.includes('FOLL_WRITE') ? 'for writing' : 'read-only';
  const long = names.includes('FOLL_LONGTERM') ? ', for an unbounded time' : '';
  return [`${tracking === 'pin' ? 'pins' : 'gets'} the pages ${how}${long}`];
}

function valueOf(names: readonly string[], r: KernelRelease): number | null {
  let value = 0;
  for (const name of names) {
    const flag = flagByName(name);
    const at = flag && flagAt(flag, r);
    if (!at?.exists) {
      return null;
    }
    value |= at.value;
  }
  return value;
}
