/** Flags for particular users or kinds of memory. */
import { type FlagFact } from './types';

export const SPECIAL_FLAGS = [
  {
    name: 'FOLL_DUMP',
    since: '2.6.32',
    meaning:
      'Core-dump mode: report an error instead of faulting in memory that would only read as zeros, so the dump can leave a hole.',
    values: [
      {
        since: '2.6.32',
        until: '6.2',
        value: 0x8,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 2.6.24, so in 2.6.32; the release is from memory',
        sources: ['2.6.32 include/linux/mm.h:1240', '6.2.1 include/linux/mm.h:3083'],
      },
      {
        since: '6.3',
        value: 0x4,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1134', '7.1.5 include/linux/mm_types.h:1868'],
      },
    ],
    policy: [
      {
        since: '2.6.32',
        policy: 'caller',
        detail: 'only core dumping uses it, through get_dump_page()',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '2.6.32',
        where: 'slow path',
        condition: 'hole in an anonymous mapping, or a zero/special page',
        result: '-EFAULT by design',
      },
      { since: '5.3', where: '*_fast', condition: 'passed', result: 'WARN_ON_ONCE and -EINVAL' },
    ],
    notes: [
      'Not on the fast-path allow list, so any *_fast call that passes it warns once and fails with -EINVAL (since 5.3; 5.2 had no allow list).',
    ],
    sources: ['6.12.117 mm/gup.c:736', '6.12.117 mm/gup.c:2282', '2.6.32 include/linux/mm.h:1240'],
  },
  {
    name: 'FOLL_ANON',
    since: '2.6.24',
    away: [{ since: '2.6.32', until: '4.16' }],
    backports: [{ seen: '4.14.177' }],
    backportedValues: [{ seen: '4.14.177', value: 0x8000 }],
    meaning:
      'Accept anonymous mappings only, so that a read of another process (for example its command line) can never wait for a file system or FUSE server.',
    values: [
      {
        since: '2.6.24',
        until: '2.6.31',
        value: 0x8,
        header: 'include/linux/mm.h',
        bounds: 'end: so in 2.6.24, not so in 2.6.32; the release is from memory',
        sources: ['2.6.24 include/linux/mm.h:1104'],
      },
      {
        since: '4.17',
        until: '6.2',
        value: 0x8000,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 4.15.15, so in 4.19.95; the release is from memory',
        sources: ['4.19.95 include/linux/mm.h:2586', '6.2.1 include/linux/mm.h:3091'],
      },
      {
        since: '6.3',
        value: 0x80,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1147', '7.1.5 include/linux/mm_types.h:1881'],
      },
    ],
    policy: [{ since: '4.17', policy: 'caller', detail: 'slow calls; used by fs/proc' }],
    requires: [],
    conflicts: [{ since: '5.3', text: 'the *_fast calls' }],
    misuse: [
      { since: '4.17', where: 'slow path', condition: 'VMA is not anonymous', result: '-EFAULT' },
      { since: '5.3', where: '*_fast', condition: 'passed', result: 'WARN_ON_ONCE and -EINVAL' },
    ],
    notes: [
      'Name reuse: in 2.6.24 a flag of the same name with value 0x08 meant "hand out the zero page where no page table exists"; FOLL_DUMP took that slot in 2.6.32.',
      'Backported to 4.14.y: 4.14.177 defines it as 0x8000.',
    ],
    sources: [
      '6.12.117 mm/gup.c:1280',
      '2.6.24 include/linux/mm.h:1104',
      '4.19.95 include/linux/mm.h:2586',
      '4.15.15 include/linux/mm.h: no define FOLL_ANON',
    ],
  },
  {
    name: 'FOLL_SPLIT_PMD',
    since: '5.4',
    meaning:
      'Split only the huge mapping (not the huge page) so that the returned base page is mapped by ordinary entries; uprobes needs this.',
    values: [
      {
        since: '5.4',
        until: '6.2',
        value: 0x20000,
        header: 'include/linux/mm.h',
        sources: ['5.4.18 include/linux/mm.h:2591', '6.2.1 include/linux/mm.h:3093'],
      },
      {
        since: '6.3',
        value: 0x200,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1155', '7.1.5 include/linux/mm_types.h:1889'],
      },
    ],
    policy: [
      {
        since: '5.4',
        policy: 'caller',
        detail: 'slow calls; a single in-tree user, kernel/events/uprobes.c',
      },
    ],
    requires: [],
    conflicts: [{ text: 'hugetlb mappings' }, { since: '5.3', text: 'the *_fast calls' }],
    misuse: [
      {
        since: '6.15',
        where: 'hugetlb VMA',
        condition: 'passed',
        result:
          '-EOPNOTSUPP (present in 6.17.0 and, as a backport, in 6.12.117; absent in 6.13.7 and 6.14.0; exact release inferred)',
      },
      {
        since: '5.4',
        where: 'slow path',
        condition: 'page-table allocation fails',
        result: '-ENOMEM',
      },
      { since: '5.4', where: '*_fast', condition: 'passed', result: 'WARN_ON_ONCE and -EINVAL' },
    ],
    notes: [],
    sources: [
      '6.12.117 mm/gup.c:1286',
      '6.14 mm/gup.c: no FOLL_SPLIT_PMD) && is_vm_hugetlb_page',
      '6.17 mm/gup.c:1234',
      '6.12.117 kernel/events/uprobes.c:493',
    ],
  },
  {
    name: 'FOLL_PCI_P2PDMA',
    since: '6.2',
    meaning:
      'The caller can handle PCI peer-to-peer pages. Without the flag such pages are refused.',
    values: [
      {
        since: '6.2',
        until: '6.2',
        value: 0x100000,
        header: 'include/linux/mm.h',
        sources: ['6.2.1 include/linux/mm.h:3096'],
      },
      {
        since: '6.3',
        value: 0x400,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1157', '7.1.5 include/linux/mm_types.h:1891'],
      },
    ],
    policy: [
      {
        since: '6.2',
        policy: 'caller',
        detail: 'slow and fast calls; block layer sets it through ITER_ALLOW_P2PDMA',
      },
    ],
    requires: [],
    conflicts: [{ text: 'FOLL_LONGTERM' }],
    misuse: [
      {
        since: '6.2',
        where: 'slow path',
        condition: 'P2PDMA page without the flag',
        result: '-EREMOTEIO',
      },
      {
        since: '6.2',
        where: 'fast path',
        condition: 'P2PDMA page without the flag',
        result: 'falls back to the slow path',
      },
      {
        since: '6.2',
        until: '6.2',
        where: 'slow path',
        condition: 'with FOLL_LONGTERM',
        result: '-EOPNOTSUPP',
      },
      {
        since: '6.3',
        where: 'every exported call',
        condition: 'with FOLL_LONGTERM',
        result: 'WARN_ON_ONCE; -EINVAL, or 0 from pin_user_pages(), _remote(), _unlocked()',
      },
    ],
    notes: [],
    sources: [
      '6.2.1 mm/gup.c:978',
      '6.12.117 mm/gup.c:153',
      '6.12.117 mm/gup.c:2634',
      '6.1.192 include/linux/mm.h: no FOLL_PCI_P2PDMA',
    ],
  },
] as const satisfies readonly FlagFact[];
