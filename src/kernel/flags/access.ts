/** Flags that say what kind of access the caller wants. */
import { type FlagFact } from './types';

export const ACCESS_FLAGS = [
  {
    name: 'FOLL_WRITE',
    since: '2.6.24',
    meaning:
      'The caller intends to modify the memory behind the pages. The walk insists on a writable mapping (or a broken-COW page when combined with FOLL_FORCE) and triggers write faults, so private pages are copied before they are handed out.',
    values: [
      {
        since: '2.6.24',
        until: '6.2',
        value: 0x1,
        header: 'include/linux/mm.h',
        sources: ['2.6.24 include/linux/mm.h:1101', '6.2.1 include/linux/mm.h:3080'],
      },
      {
        since: '6.3',
        value: 0x1,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1130', '7.1.5 include/linux/mm_types.h:1864'],
      },
    ],
    policy: [
      {
        since: '4.9',
        policy: 'caller',
        detail:
          'pass in gup_flags of the slow calls; before 4.9 the exported calls had int write/int force parameters instead',
      },
      {
        since: '5.2',
        policy: 'caller',
        detail: 'also in get_user_pages_fast(), whose third parameter was int write up to 5.1',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '4.9',
        where: 'slow path',
        condition:
          'VMA lacks VM_WRITE and FOLL_FORCE is not set, or it is set but the mapping is shared (not a COW mapping)',
        result: '-EFAULT',
      },
      {
        since: '6.5',
        where: 'slow path',
        condition:
          'together with FOLL_PIN|FOLL_LONGTERM on a non-anonymous VMA whose file system needs dirty tracking',
        result: '-EFAULT',
      },
      {
        since: '4.9',
        where: 'gate-area page',
        condition: 'any',
        result: '-EFAULT, gate pages are read-only',
      },
      {
        since: '4.9',
        where: 'any',
        condition: 'flag omitted although the kernel or a device writes to the page',
        result: 'no error: silent data loss, writes to COW-shared or clean file pages',
      },
    ],
    notes: [
      'A write through the pages still has to be reported with a dirty call before release; FOLL_WRITE only arranges the mapping.',
    ],
    sources: ['6.12.117 mm/gup.c:1273', '6.5 mm/gup.c:1058', '6.12.117 mm/gup.c:1109'],
  },
  {
    name: 'FOLL_FORCE',
    since: '2.6.32',
    meaning:
      'Ignore the read/write permission bits of the mapping as long as the corresponding VM_MAY* bit allows it. Meant for ptrace-like access; on private mappings a forced write breaks COW instead of writing the file.',
    values: [
      {
        since: '2.6.32',
        until: '6.2',
        value: 0x10,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 2.6.24, so in 2.6.32; the release is from memory',
        sources: ['2.6.32 include/linux/mm.h:1241', '6.2.1 include/linux/mm.h:3084'],
      },
      {
        since: '6.3',
        value: 0x8,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1136', '7.1.5 include/linux/mm_types.h:1870'],
      },
    ],
    policy: [
      {
        since: '4.9',
        policy: 'caller',
        detail: 'slow calls; replaces the former int force parameter',
      },
      {
        since: '5.6',
        policy: 'caller',
        detail: 'also tolerated by *_fast, where only the slow fallback acts on it',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '4.9',
        where: 'slow path',
        condition: 'forced write to a shared or non-COW mapping, or forced read without VM_MAYREAD',
        result: '-EFAULT',
      },
      {
        since: '6.2',
        until: '6.13',
        where: 'hugetlb VMA without VM_WRITE',
        condition: 'FOLL_FORCE|FOLL_WRITE',
        result: '-EFAULT (6.1.192 carries the same check; gone from 6.14, absent in 6.14.0)',
      },
      {
        since: '5.3',
        until: '5.5',
        where: 'get_user_pages_fast()',
        condition: 'passed',
        result: 'WARN_ON_ONCE and -EINVAL',
      },
    ],
    notes: [
      'Up to 6.1 many drivers combined FOLL_FORCE|FOLL_WRITE to get a dependable read-only pin (ib_umem_get() in 6.1.192 still does); read-only FOLL_PIN became dependable for anonymous pages in 5.19 and FOLL_LONGTERM for private file pages in 6.2.',
      'Until 6.0 a forced access also switched off NUMA-hinting faults (FOLL_NUMA was only added without FOLL_FORCE); 6.1-6.4 expressed the same rule in gup_can_follow_protnone().',
    ],
    sources: [
      '6.12.117 mm/gup.c:1298',
      '6.2.1 mm/gup.c:988',
      '6.14 mm/gup.c: no hugetlb does not support FOLL_FORCE',
      '5.4.18 mm/gup.c:2404',
      '6.1.192 drivers/infiniband/core/umem.c:231',
    ],
  },
  {
    name: 'FOLL_TOUCH',
    since: '2.6.24',
    meaning:
      'Mark the found page accessed, and dirty it as well when FOLL_WRITE is set and neither the entry nor the page is dirty yet. The exported slow wrappers add it; it never changes who owns the reference.',
    values: [
      {
        since: '2.6.24',
        until: '6.2',
        value: 0x2,
        header: 'include/linux/mm.h',
        sources: ['2.6.24 include/linux/mm.h:1102', '6.2.1 include/linux/mm.h:3081'],
      },
      {
        since: '6.3',
        value: 0x10000,
        header: 'mm/internal.h',
        sources: ['6.3.8 mm/internal.h:869', '7.1.5 mm/internal.h:1632'],
      },
    ],
    policy: [
      {
        since: '2.6.24',
        until: '6.2',
        policy: 'wrapper',
        detail:
          'added by the get_user_pages* wrappers; visible in mm.h but callers have no reason to pass it',
      },
      {
        since: '6.3',
        until: '6.6',
        policy: 'internal',
        detail:
          'moved to mm/internal.h; code outside mm/ cannot name it; the argument check does not look at it',
      },
      {
        since: '6.7',
        policy: 'forbidden',
        detail: 'since 6.7 listed in INTERNAL_GUP_FLAGS: warns once and the call is refused',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '6.7',
        where: 'every exported gup/pup call',
        condition: 'caller passes the bit',
        result:
          'WARN_ON_ONCE; -EINVAL, or 0 from pin_user_pages(), pin_user_pages_remote(), pin_user_pages_unlocked()',
      },
    ],
    notes: [
      'pin_user_pages() never adds it; pin_user_pages_remote() adds it in every version with real pinning; pin_user_pages_unlocked() gets it through the shared slow helper.',
    ],
    sources: [
      '6.3.8 mm/internal.h:869',
      '6.7.3 mm/gup.c:2245',
      '6.6.9 mm/internal.h: no INTERNAL_GUP_FLAGS',
    ],
  },
  {
    name: 'FOLL_UNSHARE',
    successor: 'nothing: unsharing is decided inside GUP (FAULT_FLAG_UNSHARE, 5.19)',
    meaning:
      'Not a flag of any tree examined. Unsharing is requested inside gup with the fault flag FAULT_FLAG_UNSHARE (5.19+) when gup_must_unshare() says so; a hover for this name should say that.',
    values: [],
    policy: [],
    requires: [],
    conflicts: [],
    misuse: [],
    notes: [
      'unverified: that a FOLL_UNSHARE patch was once posted is from memory, no source was looked at',
    ],
    sources: [
      '5.19 mm/gup.c:950',
      '5.19 include/linux/mm.h: no FOLL_UNSHARE',
      '6.1.192 include/linux/mm.h: no FOLL_UNSHARE',
      '6.12.117 include/linux/mm.h: no FOLL_UNSHARE',
      '7.1.5 include/linux/mm.h: no FOLL_UNSHARE',
    ],
  },
] as const satisfies readonly FlagFact[];
