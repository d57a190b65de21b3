/** Flags that say how the pages are held: FOLL_GET, FOLL_PIN, and for how long. */
import { type FlagFact } from './types';

export const TRACKING_FLAGS = [
  {
    name: 'FOLL_GET',
    since: '2.6.24',
    meaning:
      'Take an ordinary page reference (+1 on the head page or folio per page handed out). This is the classic get_user_pages() ownership, released with put_page()/folio_put() or release_pages().',
    values: [
      {
        since: '2.6.24',
        until: '6.2',
        value: 0x4,
        header: 'include/linux/mm.h',
        sources: ['2.6.24 include/linux/mm.h:1103', '6.2.1 include/linux/mm.h:3082'],
      },
      {
        since: '6.3',
        value: 0x2,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1132', '7.1.5 include/linux/mm_types.h:1866'],
      },
    ],
    policy: [
      {
        since: '2.6.24',
        policy: 'redundant',
        detail:
          'get_user_pages*() sets it by itself when a pages array is given, get_user_pages_fast*() always; naming it is allowed and redundant',
      },
      { since: '5.7', policy: 'forbidden', detail: 'in every pin_user_pages*() call' },
    ],
    requires: [{ text: 'a non-NULL pages array' }],
    conflicts: [
      {
        text: 'FOLL_PIN (in one call; the same page may carry both kinds of reference from different calls)',
      },
    ],
    misuse: [
      {
        since: '5.6',
        until: '5.6',
        where: 'pin_user_pages*()',
        condition: 'FOLL_GET passed',
        result: 'nothing: the 5.6 pin calls are placeholders that forward to get_user_pages*()',
      },
      {
        since: '5.7',
        until: '6.2',
        where: 'pin_user_pages*()',
        condition: 'FOLL_GET passed',
        result: 'WARN_ON_ONCE and -EINVAL (pin_user_pages_fast_only(): 0)',
      },
      {
        since: '6.3',
        where: 'pin_user_pages_fast()',
        condition: 'FOLL_GET passed',
        result: 'WARN_ON_ONCE and -EINVAL',
      },
      {
        since: '6.3',
        where: 'pin_user_pages(), pin_user_pages_remote(), pin_user_pages_unlocked()',
        condition: 'FOLL_GET passed',
        result: 'WARN_ON_ONCE and a return value of 0, not an errno',
      },
    ],
    notes: [
      'In-tree users that spell it out are rare: one get_user_pages_unlocked() call in drivers/virt/nitro_enclaves in both 6.1 and 6.12.',
    ],
    sources: [
      '6.12.117 mm/gup.c:1758',
      '5.7.14 mm/gup.c:2888',
      '6.12.117 mm/gup.c:850',
      'patch gup.c-5.11:2809',
      '5.6.4 mm/gup.c:2523',
    ],
  },
  {
    name: 'FOLL_PIN',
    since: '5.6',
    meaning:
      'Take a tracked pin instead of a plain reference. It tells the rest of mm that the data, not just struct page, will be accessed from outside the page tables.',
    meansAlso: [
      {
        since: '5.6',
        until: '5.6',
        text: 'Never set in 5.6: the pin calls still take plain references.',
      },
      {
        since: '5.7',
        until: '5.17',
        text: 'A pin adds GUP_PIN_COUNTING_BIAS (1024) to the refcount; on compound pages of order 2 and up it adds 1 to the refcount and 1 to an exact pin counter instead.',
      },
      {
        since: '5.18',
        text: 'A pin adds GUP_PIN_COUNTING_BIAS (1024) to the refcount of an order-0 folio; on larger ones it adds 1 to the refcount and 1 to an exact pin counter.',
      },
      {
        since: '6.1.192',
        until: '6.1',
        text: 'The shared zero page is exempt, by backport: pinning and unpinning leave it untouched.',
      },
      {
        since: '6.5',
        text: 'The shared zero page is exempt: pinning and unpinning leave it untouched.',
      },
    ],
    values: [
      {
        since: '5.6',
        until: '6.2',
        value: 0x40000,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 5.4.18, so in 5.6.4; the release is from memory',
        sources: ['5.6.4 include/linux/mm.h:2580', '6.2.1 include/linux/mm.h:3094'],
      },
      {
        since: '6.3',
        value: 0x80000,
        header: 'mm/internal.h',
        sources: ['6.3.8 mm/internal.h:875', '7.1.5 mm/internal.h:1638'],
      },
    ],
    policy: [
      {
        since: '5.6',
        policy: 'forbidden',
        detail:
          'never spelled at a call site; only pin_user_pages*() may set it. Public in mm.h up to 6.2, moved to mm/internal.h in 6.3 so that outside code no longer compiles with it',
      },
    ],
    requires: [
      { since: '5.6', until: '5.18', text: 'a non-NULL pages array (not checked)' },
      { since: '5.19', text: 'a non-NULL pages array (checked with a warning)' },
    ],
    conflicts: [{ text: 'FOLL_GET' }, { text: 'follow_page()' }],
    misuse: [
      {
        since: '5.6',
        until: '6.2',
        where:
          'get_user_pages(), get_user_pages_remote(), get_user_pages_fast() (5.8-5.17 also get_user_pages_locked())',
        condition: 'caller passes the bit',
        result: 'WARN_ON_ONCE and -EINVAL',
      },
      {
        since: '5.6',
        until: '6.2',
        where: 'get_user_pages_unlocked(), get_user_pages_fast_only()',
        condition: 'caller passes the bit',
        result: 'not checked: a pin is taken (or both kinds are mixed) without any warning',
      },
      {
        since: '6.3',
        where: 'every exported gup/pup call',
        condition: 'caller passes the bit',
        result: 'WARN_ON_ONCE; -EINVAL, or 0 from pin_user_pages(), _remote(), _unlocked()',
      },
      { since: '5.19', until: '6.2', where: 'follow_page()', condition: 'passed', result: 'NULL' },
      {
        since: '6.3',
        until: '6.11',
        where: 'follow_page()',
        condition: 'passed',
        result: 'WARN_ON_ONCE and NULL',
      },
      {
        since: '5.19',
        until: '6.2',
        where: 'pin_user_pages*()',
        condition: 'pages == NULL',
        result: 'WARN_ON_ONCE and -EINVAL (pin_user_pages_fast_only(): 0)',
      },
      {
        since: '6.3',
        where: 'pin_user_pages*()',
        condition: 'pages == NULL',
        result: 'WARN_ON_ONCE and 0, from pin_user_pages_fast() -EINVAL',
      },
    ],
    notes: [
      'In 5.6 the flag exists but is never set: pin_user_pages*() simply call get_user_pages*() and unpin_user_page() is put_page().',
      'The 2019 v4 proposal used the same value 0x40000 and the same rule.',
      'Since 6.5 (and 6.1.192 by backport) the shared zero page is exempt: pinning and unpinning leave it untouched.',
    ],
    sources: [
      '5.6.4 include/linux/mm.h:2580',
      '5.7.14 include/linux/mm.h:1207',
      '6.3.8 mm/internal.h:875',
      '5.6.4 mm/gup.c:1632',
      '6.12.117 mm/gup.c:3645',
      '5.19 mm/gup.c:858',
      '6.3.8 mm/gup.c:820',
      'patch FOLL_PIN-v4:833',
      'patch gup.c-5.11:1723',
    ],
  },
  {
    name: 'FOLL_LONGTERM',
    since: '5.2',
    meaning:
      'The pages will be held for an unbounded time, typically under user control. Memory that must stay movable is vacated first, file-system DAX is refused.',
    meansAlso: [
      {
        until: '5.11',
        text: 'Pages in CMA are moved out of it first; when that fails they are pinned in place.',
      },
      {
        since: '5.12',
        until: '5.13',
        text: 'Pages in CMA are moved out of it first, or the call fails with -ENOMEM.',
      },
      {
        since: '5.14',
        until: '6.0',
        text: 'Pages in CMA or ZONE_MOVABLE are moved out of it first, or the call fails with -ENOMEM.',
      },
      {
        since: '6.1',
        text: 'Pages in CMA, ZONE_MOVABLE or device-coherent memory are moved out of it first, or the call fails with -ENOMEM (-EBUSY for device-coherent memory).',
      },
      {
        since: '6.2',
        text: 'A read-only pin of a private file mapping gets a page of its own first.',
      },
      {
        since: '6.5',
        text: 'Writable pins of shared file mappings that need dirty tracking are refused with -EFAULT.',
      },
    ],
    values: [
      {
        since: '5.2',
        until: '6.2',
        value: 0x10000,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 5.0.0, so in 5.2.1; the release is from memory',
        sources: ['5.2.1 include/linux/mm.h:2644', '6.2.1 include/linux/mm.h:3092'],
      },
      {
        since: '6.3',
        value: 0x100,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1153', '7.1.5 include/linux/mm_types.h:1887'],
      },
    ],
    policy: [
      {
        since: '5.2',
        until: '5.5',
        policy: 'caller',
        detail: 'with get_user_pages() and get_user_pages_fast() only',
      },
      {
        since: '5.6',
        until: '5.9',
        policy: 'caller',
        detail:
          'also with get_user_pages_remote()/pin_user_pages_remote() provided locked is NULL; still accepted by get_user_pages() without FOLL_PIN',
      },
      {
        since: '5.10',
        until: '6.1',
        policy: 'pin-caller',
        detail:
          'get_user_pages(), get_user_pages_remote() and get_user_pages_fast() refuse it; pin_user_pages(), pin_user_pages_fast(), and pin_user_pages_remote() with locked == NULL take it; the *_locked and *_unlocked calls refuse it',
      },
      {
        since: '6.2',
        policy: 'pin-caller',
        detail:
          'every pin_user_pages*() takes it, also pin_user_pages_remote() with locked and pin_user_pages_unlocked()',
      },
    ],
    requires: [{ since: '5.10', text: 'FOLL_PIN, that is: a pin_user_pages*() call' }],
    conflicts: [
      { since: '6.2', text: 'FOLL_PCI_P2PDMA' },
      { text: 'file-system DAX mappings' },
      { since: '6.5', text: 'FOLL_WRITE on shared file mappings that need dirty tracking' },
    ],
    misuse: [
      {
        since: '5.2',
        until: '5.10',
        where: 'file-system DAX VMA',
        condition: 'any longterm call',
        result: '-EOPNOTSUPP, after the pages were taken and given back',
      },
      {
        since: '5.11',
        where: 'file-system DAX VMA',
        condition: 'any longterm call',
        result: '-EOPNOTSUPP',
      },
      {
        since: '5.2',
        until: '5.5',
        where: 'get_user_pages_remote(), _locked(), _unlocked()',
        condition: 'passed',
        result: 'WARN_ON_ONCE and -EINVAL',
      },
      {
        since: '5.6',
        until: '6.1',
        where: 'get_user_pages_remote()/pin_user_pages_remote()',
        condition: 'passed with locked != NULL',
        result: 'WARN_ON_ONCE and -EINVAL (get_user_pages_remote() refuses it outright since 5.10)',
      },
      {
        since: '5.6',
        until: '6.1',
        where: '*_unlocked(), and *_locked() up to 5.17',
        condition: 'passed',
        result: 'WARN_ON_ONCE and -EINVAL',
      },
      {
        since: '5.10',
        where: 'get_user_pages(), _remote(), _fast() (6.3+: every get_* call)',
        condition: 'passed without FOLL_PIN',
        result: 'WARN_ON_ONCE and -EINVAL',
      },
      {
        since: '5.2',
        until: '5.10',
        where: 'pin or get with pages == NULL',
        condition: 'passed',
        result: '-EINVAL',
      },
      {
        since: '5.2',
        until: '5.11',
        where: 'CMA page',
        condition: 'migration fails',
        result: 'no error: the pin is taken in place',
      },
      {
        since: '5.12',
        where: 'CMA page (and ZONE_MOVABLE, bracketed: not in 5.12.9, in 5.14-rc5)',
        condition: 'migration fails',
        result:
          '-ENOMEM, nothing stays pinned (seen in the 5.12.9 stable tree, not in 5.11.0; 5.13 may be the upstream release)',
      },
      {
        since: '6.13',
        until: '6.14',
        where: 'folio that should move',
        condition: 'cannot be isolated from the LRU',
        result: 'no error: the pin stays in place (6.13.7 and 6.14.0; 6.12.117 and 6.17.0 retry)',
      },
      {
        since: '6.1',
        where: 'device-coherent page',
        condition: 'cannot be migrated',
        result: '-EBUSY',
      },
      {
        since: '6.5',
        where: 'writable pin of a shared file mapping that needs dirty tracking',
        condition: 'FOLL_WRITE|FOLL_LONGTERM',
        result: '-EFAULT (hugetlb and shmem are fine)',
      },
    ],
    notes: [
      'The comment in the code speaks of -ENOTSUPP, the value returned is -EOPNOTSUPP.',
      'The 2019 v4 proposal wanted the flag to be set only inside pin_longterm_pages*(); review rejected that and it stayed a caller flag.',
    ],
    sources: [
      '5.2.1 mm/gup.c:1463',
      '5.11 mm/gup.c:892',
      '5.10.7 mm/gup.c:1732',
      '5.9.1 mm/gup.c: no is_valid_gup_flags',
      '5.6.4 mm/gup.c:1643',
      '6.1.192 mm/gup.c:2204',
      '6.12.117 mm/gup.c:2624',
      '6.12.117 mm/gup.c:1252',
      '5.11 mm/gup.c:1615',
      '5.12.9 mm/gup.c:1620',
      '6.14 mm/gup.c:2440',
      'patch gup.c-5.11:1729',
      'patch FOLL_PIN-v4:378',
    ],
  },
] as const satisfies readonly FlagFact[];
