/**
 * What the calls check about gup_flags when they are entered, by release. mm/gup.c has done it in
 * three ways: open-coded (to 5.9), is_valid_gup_flags() (5.10 to 6.2), is_valid_gup_args() (6.3+).
 */
import { type ReleaseRange } from '../release';
import { type SourceText } from '../source';

/**
 * - `refused`: the call warns and fails.
 * - `refused-if-locked`: the same when a locked pointer is given.
 * - `unchecked`: wrong, and this release does not notice.
 * - `redundant`: allowed, the call sets the bit itself.
 * - `ignored`: allowed, without effect in this call.
 * - `fails`: accepted, but the walk answers with an error when it matters.
 */
export type CheckOutcome =
  'refused' | 'refused-if-locked' | 'unchecked' | 'redundant' | 'ignored' | 'fails';

export interface FlagCheck extends ReleaseRange {
  /** The check is about each of these flags. */
  readonly flags: readonly string[];
  /** It bites only when this flag is passed as well. */
  readonly together?: string;
  readonly functions: readonly string[];
  readonly outcome: CheckOutcome;
  readonly why: string;
  readonly sources: readonly SourceText[];
}

const GET_SLOW = ['get_user_pages', 'get_user_pages_remote', 'get_user_page_vma_remote'] as const;
const GET_FAST_ONLY = ['get_user_pages_fast_only', 'get_user_page_fast_only'] as const;
const GET_ALL = [
  ...GET_SLOW,
  'get_user_pages_unlocked',
  'get_user_pages_locked',
  'get_user_pages_fast',
  ...GET_FAST_ONLY,
] as const;
const PIN_ALL = [
  'pin_user_pages',
  'pin_user_pages_remote',
  'pin_user_pages_unlocked',
  'pin_user_pages_locked',
  'pin_user_pages_fast',
  'pin_user_pages_fast_only',
] as const;
const ALL = [...GET_ALL, ...PIN_ALL] as const;
const FAST = ['get_user_pages_fast', 'pin_user_pages_fast', ...GET_FAST_ONLY] as const;

const PIN_IS_INTERNAL = 'FOLL_PIN is set by pin_user_pages*() only, never by a caller';
const NEEDS_PIN = 'FOLL_LONGTERM needs a pin: use the pin_user_pages*() call';
const INTERNAL = 'mm/ sets this flag itself and refuses it from a caller';

export const FLAG_CHECKS: readonly FlagCheck[] = [
  // FOLL_PIN passed by a caller
  {
    since: '5.6',
    until: '6.2',
    flags: ['FOLL_PIN'],
    functions: [...GET_SLOW, 'get_user_pages_fast'],
    outcome: 'refused',
    why: PIN_IS_INTERNAL,
    sources: ['5.6.4 mm/gup.c:1632', '6.1.192 mm/gup.c:2177'],
  },
  {
    since: '5.8',
    until: '5.17',
    flags: ['FOLL_PIN'],
    functions: ['get_user_pages_locked'],
    outcome: 'refused',
    why: PIN_IS_INTERNAL,
    sources: ['patch gup.c-5.11:1723'],
  },
  {
    since: '5.6',
    until: '6.2',
    flags: ['FOLL_PIN'],
    functions: ['get_user_pages_unlocked', ...GET_FAST_ONLY],
    outcome: 'unchecked',
    why: `${PIN_IS_INTERNAL}; this release takes a pin here without a warning`,
    sources: ['6.1.192 mm/gup.c:3340'],
  },
  {
    since: '5.6',
    until: '6.2',
    flags: ['FOLL_PIN'],
    functions: PIN_ALL,
    outcome: 'unchecked',
    why: `${PIN_IS_INTERNAL}; the bit is set already`,
    sources: ['6.1.192 mm/gup.c:3278'],
  },
  // FOLL_GET
  {
    since: '2.6.24',
    flags: ['FOLL_GET'],
    functions: GET_ALL,
    outcome: 'redundant',
    why: 'get_user_pages*() sets FOLL_GET itself when it is given a pages array',
    sources: ['6.12.117 mm/gup.c:1752'],
  },
  {
    since: '5.6',
    until: '5.6',
    flags: ['FOLL_GET'],
    functions: PIN_ALL,
    outcome: 'unchecked',
    why: 'FOLL_GET and FOLL_PIN exclude each other; in 5.6 the pin calls only forward to get_user_pages*()',
    sources: ['5.6.4 mm/gup.c:2523'],
  },
  {
    since: '5.7',
    flags: ['FOLL_GET'],
    functions: PIN_ALL,
    outcome: 'refused',
    why: 'FOLL_GET and FOLL_PIN exclude each other',
    sources: ['5.7.14 mm/gup.c:2888', '6.12.117 mm/gup.c:2619'],
  },
  // FOLL_LONGTERM
  {
    since: '5.2',
    until: '5.5',
    flags: ['FOLL_LONGTERM'],
    functions: ['get_user_pages_remote', 'get_user_pages_locked', 'get_user_pages_unlocked'],
    outcome: 'refused',
    why: 'this release knows FOLL_LONGTERM in get_user_pages() and get_user_pages_fast() only',
    sources: ['5.6.4 mm/gup.c:1643'],
  },
  {
    since: '5.6',
    until: '6.1',
    flags: ['FOLL_LONGTERM'],
    functions: [
      'get_user_pages_locked',
      'get_user_pages_unlocked',
      'pin_user_pages_locked',
      'pin_user_pages_unlocked',
    ],
    outcome: 'refused',
    why: 'FOLL_LONGTERM does not work with calls that may drop mmap_lock before 6.2',
    sources: ['6.1.192 mm/gup.c:2367'],
  },
  {
    since: '5.6',
    until: '5.9',
    flags: ['FOLL_LONGTERM'],
    functions: ['get_user_pages_remote'],
    outcome: 'refused-if-locked',
    why: 'FOLL_LONGTERM does not work with a locked pointer before 6.2',
    sources: ['5.6.4 mm/gup.c:1643'],
  },
  {
    since: '5.6',
    until: '6.1',
    flags: ['FOLL_LONGTERM'],
    functions: ['pin_user_pages_remote'],
    outcome: 'refused-if-locked',
    why: 'FOLL_LONGTERM does not work with a locked pointer before 6.2',
    sources: ['6.1.192 mm/gup.c:2204'],
  },
  {
    since: '5.10',
    flags: ['FOLL_LONGTERM'],
    functions: [...GET_SLOW, 'get_user_pages_fast'],
    outcome: 'refused',
    why: NEEDS_PIN,
    sources: ['5.10.7 mm/gup.c:1732', '6.12.117 mm/gup.c:2624'],
  },
  {
    since: '6.2',
    flags: ['FOLL_LONGTERM'],
    functions: ['get_user_pages_unlocked'],
    outcome: 'refused',
    why: NEEDS_PIN,
    sources: ['6.2.1 mm/gup.c:2050', '6.12.117 mm/gup.c:2624'],
  },
  {
    since: '5.8',
    until: '6.2',
    flags: ['FOLL_LONGTERM'],
    functions: GET_FAST_ONLY,
    outcome: 'unchecked',
    why: NEEDS_PIN,
    sources: ['6.1.192 mm/gup.c:3047'],
  },
  {
    since: '6.3',
    flags: ['FOLL_LONGTERM'],
    functions: GET_FAST_ONLY,
    outcome: 'refused',
    why: NEEDS_PIN,
    sources: ['6.3.8 mm/gup.c:2103', '6.12.117 mm/gup.c:2624'],
  },
  // FOLL_LONGTERM with peer-to-peer memory
  {
    since: '6.2',
    until: '6.2',
    flags: ['FOLL_PCI_P2PDMA'],
    together: 'FOLL_LONGTERM',
    functions: PIN_ALL,
    outcome: 'fails',
    why: 'FOLL_PCI_P2PDMA and FOLL_LONGTERM exclude each other: the slow path answers -EOPNOTSUPP',
    sources: ['6.2.1 mm/gup.c:978'],
  },
  {
    since: '6.3',
    flags: ['FOLL_PCI_P2PDMA'],
    together: 'FOLL_LONGTERM',
    functions: PIN_ALL,
    outcome: 'refused',
    why: 'FOLL_PCI_P2PDMA and FOLL_LONGTERM exclude each other',
    sources: ['6.3.8 mm/gup.c:2142', '6.12.117 mm/gup.c:2632'],
  },
  // Internal flags
  {
    since: '6.3',
    flags: ['FOLL_PIN', 'FOLL_TRIED', 'FOLL_UNLOCKABLE', 'FOLL_REMOTE', 'FOLL_FAST_ONLY'],
    functions: ALL,
    outcome: 'refused',
    why: INTERNAL,
    sources: ['6.3.8 mm/gup.c:2116', '6.12.117 mm/gup.c:2607'],
  },
  {
    since: '6.7',
    flags: ['FOLL_TOUCH'],
    functions: ALL,
    outcome: 'refused',
    why: INTERNAL,
    sources: ['6.7.3 mm/gup.c:2245', '6.6.9 mm/gup.c: no INTERNAL_GUP_FLAGS'],
  },
  {
    since: '6.9',
    flags: ['FOLL_MADV_POPULATE'],
    functions: ALL,
    outcome: 'refused',
    why: INTERNAL,
    sources: ['6.9 mm/internal.h:1130'],
  },
  // Particular calls
  {
    since: '6.5',
    flags: ['FOLL_NOWAIT'],
    functions: ['get_user_page_vma_remote'],
    outcome: 'refused',
    why: 'the call promises a page or an error, which FOLL_NOWAIT cannot',
    sources: ['6.5 include/linux/mm.h:2406'],
  },
  {
    since: '6.2',
    flags: ['FOLL_INTERRUPTIBLE'],
    functions: ['get_user_pages', 'pin_user_pages', 'get_user_page_vma_remote'],
    outcome: 'ignored',
    why: 'signals are looked at only where mmap_lock may be dropped, and this call keeps it',
    sources: ['6.12.117 mm/gup.c:1178'],
  },
  {
    since: '5.6',
    flags: ['FOLL_FORCE'],
    functions: FAST,
    outcome: 'ignored',
    why: 'the fast path does not act on FOLL_FORCE, only its slow fallback does',
    sources: ['5.6.4 mm/gup.c:2437'],
  },
];

/** Calls that answer 0, not an errno, when they refuse flags or arguments. */
export const REFUSES_WITH_ZERO: readonly (ReleaseRange & {
  readonly functions: readonly string[];
  readonly sources: readonly SourceText[];
})[] = [
  {
    since: '6.3',
    functions: ['pin_user_pages', 'pin_user_pages_remote', 'pin_user_pages_unlocked'],
    sources: ['6.3.8 mm/gup.c:3151', '6.12.117 mm/gup.c:3645', '7.1.5 mm/gup.c:3381'],
  },
  {
    since: '5.8',
    until: '6.2',
    functions: ['pin_user_pages_fast_only', 'get_user_pages_fast_only'],
    sources: ['6.1.192 mm/gup.c:3124'],
  },
];
