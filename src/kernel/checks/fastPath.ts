/**
 * The flags the *_fast calls accept. Anything else: WARN_ON_ONCE and -EINVAL, since 5.3.
 */
import {
  compareToBound,
  inRange,
  type KernelRelease,
  type ReleaseName,
  type ReleaseRange,
} from '../release';
import { type SourceText } from '../source';

export interface FastPathAllowList extends ReleaseRange {
  /** What a caller may pass; null when there was no list and unknown bits were ignored. */
  readonly callerMayPass: readonly string[] | null;
  /** Accepted as well, but set by the exported calls themselves. */
  readonly internal: readonly string[];
  readonly sources: readonly SourceText[];
}

const SINCE_5_7 = ['FOLL_WRITE', 'FOLL_LONGTERM', 'FOLL_FORCE', 'FOLL_GET'] as const;
const SINCE_6_2 = [...SINCE_5_7, 'FOLL_NOFAULT', 'FOLL_PCI_P2PDMA'] as const;

export const FAST_PATH_ALLOW_LISTS: readonly FastPathAllowList[] = [
  {
    since: '5.2',
    until: '5.2',
    callerMayPass: null,
    internal: [],
    sources: ['5.2.1 mm/gup.c: no gup_flags & ~('],
  },
  {
    // 5.5 could not be looked at and is taken to be like 5.4.
    since: '5.3',
    until: '5.5',
    callerMayPass: ['FOLL_WRITE', 'FOLL_LONGTERM'],
    internal: [],
    sources: ['5.3.1 mm/gup.c:2409'],
  },
  {
    since: '5.6',
    until: '5.6',
    callerMayPass: ['FOLL_WRITE', 'FOLL_LONGTERM', 'FOLL_FORCE'],
    internal: ['FOLL_PIN'],
    sources: ['5.6.4 mm/gup.c:2437'],
  },
  {
    since: '5.7',
    until: '5.7',
    callerMayPass: SINCE_5_7,
    internal: ['FOLL_PIN'],
    sources: ['5.7.14 mm/gup.c:2780'],
  },
  {
    since: '5.8',
    until: '5.15',
    callerMayPass: SINCE_5_7,
    internal: ['FOLL_PIN', 'FOLL_FAST_ONLY'],
    sources: ['5.8.1 mm/gup.c:2747'],
  },
  {
    since: '5.16',
    until: '6.1',
    callerMayPass: [...SINCE_5_7, 'FOLL_NOFAULT'],
    internal: ['FOLL_PIN', 'FOLL_FAST_ONLY'],
    sources: ['5.16.10 mm/gup.c:2868', '6.1.192 mm/gup.c:3047'],
  },
  {
    since: '6.2',
    until: '6.4',
    callerMayPass: SINCE_6_2,
    internal: ['FOLL_PIN', 'FOLL_FAST_ONLY'],
    sources: ['6.2.1 mm/gup.c:2909'],
  },
  {
    since: '6.5',
    callerMayPass: [...SINCE_6_2, 'FOLL_HONOR_NUMA_FAULT'],
    internal: ['FOLL_PIN', 'FOLL_FAST_ONLY'],
    sources: ['6.5 mm/gup.c:3169', '6.12.117 mm/gup.c:3445'],
  },
];

/** Flags that a stable series accepts beyond the list of its first release. */
const BACKPORTED: readonly { seen: ReleaseName; notIn: ReleaseName; flag: string }[] = [
  { seen: '5.15.135', notIn: '5.15.16', flag: 'FOLL_NOFAULT' },
];

/** The list of the release, or undefined before there were gup_flags in the fast calls. */
export function fastPathAllowList(r: KernelRelease): FastPathAllowList | undefined {
  const list = FAST_PATH_ALLOW_LISTS.find((one) => inRange(r, one));
  if (list?.callerMayPass == null) {
    return list;
  }
  const added = BACKPORTED.filter(
    ({ seen, notIn }) =>
      compareToBound(r, notIn) > 0 && seen.startsWith(`${r.version}.${r.patchlevel}.`),
  ).map(({ flag }) => flag);
  return added.length === 0 ? list : { ...list, callerMayPass: [...list.callerMayPass, ...added] };
}
