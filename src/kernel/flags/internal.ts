/** Flags that mm/ sets for itself and refuses from a caller, most of them since 6.3. */
import { type FlagFact } from './types';

export const INTERNAL_FLAGS = [
  {
    name: 'FOLL_TRIED',
    since: '3.18',
    meaning: 'Marks a retry of a fault whose earlier attempt started I/O and dropped mmap_lock.',
    values: [
      {
        since: '3.18',
        until: '6.2',
        value: 0x800,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 3.13.10, so in 3.18.30; the release is from memory',
        sources: ['3.18.30 include/linux/mm.h:2030', '6.2.1 include/linux/mm.h:3089'],
      },
      {
        since: '6.3',
        value: 0x20000,
        header: 'mm/internal.h',
        sources: ['6.3.8 mm/internal.h:871', '7.1.5 mm/internal.h:1634'],
      },
    ],
    policy: [
      {
        since: '3.18',
        until: '6.2',
        policy: 'internal',
        detail: 'set by the retry loop; visible in mm.h, must not be passed',
      },
      {
        since: '6.3',
        policy: 'forbidden',
        detail: 'mm/internal.h; refused by is_valid_gup_args()',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '6.3',
        where: 'every exported gup/pup call',
        condition: 'caller passes the bit',
        result: 'WARN_ON_ONCE; -EINVAL, or 0 from pin_user_pages(), _remote(), _unlocked()',
      },
    ],
    notes: [],
    sources: ['6.12.117 mm/gup.c:1827', '6.3.8 mm/gup.c:2116', 'patch gup.c-5.11:1357'],
  },
  {
    name: 'FOLL_REMOTE',
    since: '4.6',
    meaning:
      'The target address space is not the one of the running task; protection-key checks are skipped accordingly and the fault is marked foreign.',
    values: [
      {
        since: '4.6',
        until: '6.2',
        value: 0x2000,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 4.4.50, so in 4.8.15; the release is from memory',
        sources: ['4.8.15 include/linux/mm.h:2236', '6.2.1 include/linux/mm.h:3090'],
      },
      {
        since: '6.3',
        value: 0x40000,
        header: 'mm/internal.h',
        sources: ['6.3.8 mm/internal.h:873', '7.1.5 mm/internal.h:1636'],
      },
    ],
    policy: [
      {
        since: '4.6',
        until: '6.2',
        policy: 'wrapper',
        detail:
          'set by get_user_pages_remote() and pin_user_pages_remote(); visible in mm.h and also used with follow_page()',
      },
      {
        since: '6.3',
        policy: 'forbidden',
        detail:
          'mm/internal.h; refused when a caller passes it; the *_remote wrappers add it themselves',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '6.3',
        where: 'every exported gup/pup call',
        condition: 'caller passes the bit',
        result: 'WARN_ON_ONCE; -EINVAL, or 0 from pin_user_pages(), _remote(), _unlocked()',
      },
    ],
    notes: [],
    sources: ['6.12.117 mm/gup.c:2706', '6.3.8 mm/internal.h:873', '5.11 mm/gup.c:884'],
  },
  {
    name: 'FOLL_FAST_ONLY',
    since: '5.8',
    meaning:
      'Walk the page tables without locks and give up rather than fall back to the slow path.',
    values: [
      {
        since: '5.8',
        until: '6.2',
        value: 0x80000,
        header: 'include/linux/mm.h',
        sources: ['5.8.1 include/linux/mm.h:2807', '6.2.1 include/linux/mm.h:3095'],
      },
      {
        since: '6.3',
        value: 0x100000,
        header: 'mm/internal.h',
        sources: ['6.3.8 mm/internal.h:877', '7.1.5 mm/internal.h:1640'],
      },
    ],
    policy: [
      {
        since: '5.8',
        until: '6.2',
        policy: 'wrapper',
        detail:
          'set by get_user_pages_fast_only() and pin_user_pages_fast_only(); the fast calls would accept it from a caller',
      },
      {
        since: '6.3',
        policy: 'forbidden',
        detail: 'mm/internal.h; refused by is_valid_gup_args()',
      },
    ],
    requires: [],
    conflicts: [{ text: 'the slow calls' }],
    misuse: [
      {
        since: '6.3',
        where: 'every exported gup/pup call',
        condition: 'caller passes the bit',
        result: 'WARN_ON_ONCE; -EINVAL, or 0 from pin_user_pages(), _remote(), _unlocked()',
      },
    ],
    notes: [],
    sources: ['5.8.1 include/linux/mm.h:2807', '6.3.8 mm/internal.h:877'],
  },
  {
    name: 'FOLL_UNLOCKABLE',
    since: '6.3',
    meaning:
      'The walk may drop mmap_lock and report that through *locked. Set whenever the caller supplied a locked pointer or the wrapper takes the lock itself.',
    values: [
      {
        since: '6.3',
        value: 0x200000,
        header: 'mm/internal.h',
        sources: ['6.3.8 mm/internal.h:879', '7.1.5 mm/internal.h:1642'],
      },
    ],
    policy: [{ since: '6.3', policy: 'forbidden', detail: 'internal; derived from locked' }],
    requires: [{ since: '6.3', text: 'a locked pointer' }],
    conflicts: [],
    misuse: [
      {
        since: '6.3',
        where: 'every exported gup/pup call',
        condition: 'caller passes the bit',
        result: 'WARN_ON_ONCE; -EINVAL, or 0 from pin_user_pages(), _remote(), _unlocked()',
      },
      {
        since: '6.3',
        where: '*_remote()',
        condition: 'locked != NULL but *locked != 1',
        result:
          'WARN_ON_ONCE; -EINVAL from get_user_pages_remote(), 0 from pin_user_pages_remote()',
      },
    ],
    notes: ['Before 6.3 the same fact was carried by locked != NULL.'],
    sources: [
      '6.3.8 mm/internal.h:879',
      '6.12.117 mm/gup.c:2612',
      '6.2.1 include/linux/mm.h: no FOLL_UNLOCKABLE',
    ],
  },
  {
    name: 'FOLL_MADV_POPULATE',
    since: '6.9',
    meaning:
      'Internal marker for MADV_POPULATE_READ/WRITE: VMA lookup and permission errors are reported the way madvise wants them.',
    values: [
      {
        since: '6.9',
        value: 0x400000,
        header: 'mm/internal.h',
        sources: ['6.9 mm/internal.h:1130', '7.1.5 mm/internal.h:1644'],
      },
    ],
    policy: [
      {
        since: '6.9',
        policy: 'forbidden',
        detail:
          'internal, listed in INTERNAL_GUP_FLAGS from the start; only faultin_page_range() sets it',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      { since: '6.9', where: 'internal', condition: 'no VMA at the address', result: '-ENOMEM' },
      { since: '6.9', where: 'internal', condition: 'VMA fails the flag check', result: '-EINVAL' },
    ],
    notes: [],
    sources: [
      '6.9 mm/internal.h:1130',
      '6.9 mm/gup.c:1213',
      '6.8.1 mm/internal.h: no FOLL_MADV_POPULATE',
    ],
  },
] as const satisfies readonly FlagFact[];
