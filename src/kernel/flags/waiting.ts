/** Flags that say what may be waited for, and what ends the wait. */
import { type FlagFact } from './types';

export const WAITING_FLAGS = [
  {
    name: 'FOLL_NOWAIT',
    since: '2.6.39',
    meaning:
      'Start whatever I/O a fault needs but do not wait for it and do not drop mmap_lock. The call may then come back with fewer pages, including none.',
    values: [
      {
        since: '2.6.39',
        until: '6.2',
        value: 0x20,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 2.6.32, so in 2.6.39.4; the release is from memory',
        sources: ['2.6.39.4 include/linux/mm.h:1576', '6.2.1 include/linux/mm.h:3085'],
      },
      {
        since: '6.3',
        value: 0x10,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1141', '7.1.5 include/linux/mm_types.h:1875'],
      },
    ],
    policy: [
      { since: '2.6.39', policy: 'caller', detail: 'slow calls only (KVM async page faults)' },
    ],
    requires: [],
    conflicts: [{ text: 'get_user_page_vma_remote()' }, { since: '5.3', text: 'the *_fast calls' }],
    misuse: [
      {
        since: '2.6.39',
        where: 'slow path',
        condition: 'fault would have to wait',
        result: '0 or a short count, not an error',
      },
      {
        since: '6.5',
        where: 'get_user_page_vma_remote()',
        condition: 'passed',
        result: 'WARN_ON_ONCE and ERR_PTR(-EINVAL)',
      },
      { since: '5.3', where: '*_fast', condition: 'passed', result: 'WARN_ON_ONCE and -EINVAL' },
    ],
    notes: [
      'The only legitimate reason for a 0 return with nr_pages > 0: since 6.7 a 0 result without FOLL_NOWAIT is turned into WARN_ON_ONCE and -EFAULT.',
    ],
    sources: [
      '6.12.117 mm/gup.c:1181',
      '6.12.117 include/linux/mm.h:2555',
      '6.7.3 mm/gup.c:1606',
      '6.6.9 mm/gup.c: no pages_done == 0 && !(flags & FOLL_NOWAIT)',
    ],
  },
  {
    name: 'FOLL_NOFAULT',
    since: '5.16',
    backports: [{ seen: '5.15.135', notIn: '5.15.16' }],
    backportedValues: [{ seen: '5.15.135', value: 0x80 }],
    meaning: 'Return what is mapped right now; do not fault anything in.',
    values: [
      {
        since: '5.16',
        until: '6.2',
        value: 0x80,
        header: 'include/linux/mm.h',
        sources: ['5.16.10 include/linux/mm.h:2968', '6.2.1 include/linux/mm.h:3087'],
      },
      {
        since: '6.3',
        value: 0x20,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1143', '7.1.5 include/linux/mm_types.h:1877'],
      },
    ],
    policy: [
      {
        since: '5.16',
        policy: 'caller',
        detail: 'slow and fast calls; set through iov_iter.nofault',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '5.16',
        where: 'slow path',
        condition: 'page not present with the needed access',
        result: '-EFAULT',
      },
    ],
    notes: [
      'Backported to 5.15.y: 5.15.135 defines it, 5.15.16 does not.',
      'Reuses the value 0x80 that FOLL_SPLIT had up to 5.12.',
    ],
    sources: [
      '5.16.10 include/linux/mm.h:2968',
      '5.15.16 include/linux/mm.h: no FOLL_NOFAULT',
      '5.15.135 include/linux/mm.h:2863',
      '6.12.117 mm/gup.c:1164',
    ],
  },
  {
    name: 'FOLL_HWPOISON',
    since: '2.6.39',
    meaning:
      'Ask for -EHWPOISON instead of the generic -EFAULT when the address is backed by a hardware-poisoned page.',
    values: [
      {
        since: '2.6.39',
        until: '6.2',
        value: 0x100,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 2.6.32, so in 2.6.39.4; the release is from memory',
        sources: ['2.6.39.4 include/linux/mm.h:1580', '6.2.1 include/linux/mm.h:3088'],
      },
      {
        since: '6.3',
        value: 0x40,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1145', '7.1.5 include/linux/mm_types.h:1879'],
      },
    ],
    policy: [{ since: '2.6.39', policy: 'caller', detail: 'slow calls (KVM, madvise populate)' }],
    requires: [],
    conflicts: [{ since: '5.3', text: 'the *_fast calls' }],
    misuse: [
      {
        since: '2.6.39',
        where: 'slow path',
        condition: 'poisoned page without the flag',
        result: '-EFAULT',
      },
      {
        since: '2.6.39',
        where: 'slow path',
        condition: 'poisoned page with the flag',
        result: '-EHWPOISON',
      },
      { since: '5.3', where: '*_fast', condition: 'passed', result: 'WARN_ON_ONCE and -EINVAL' },
    ],
    notes: [
      'Not on the fast-path allow list, so any *_fast call that passes it warns once and fails with -EINVAL (since 5.3; 5.2 had no allow list).',
    ],
    sources: ['6.12.117 include/linux/mm.h:3661', '6.1.192 include/linux/mm.h:3166'],
  },
  {
    name: 'FOLL_INTERRUPTIBLE',
    since: '6.2',
    meaning:
      'Let ordinary signals, not only fatal ones, end the wait for a page. The caller has to be ready for -EINTR.',
    values: [
      {
        since: '6.2',
        until: '6.2',
        value: 0x200000,
        header: 'include/linux/mm.h',
        sources: ['6.2.1 include/linux/mm.h:3097'],
      },
      {
        since: '6.3',
        value: 0x800,
        header: 'include/linux/mm_types.h',
        sources: ['6.3.8 include/linux/mm_types.h:1159', '7.1.5 include/linux/mm_types.h:1893'],
      },
    ],
    policy: [{ since: '6.2', policy: 'caller', detail: 'slow calls (KVM)' }],
    requires: [{ text: 'a call that may drop mmap_lock (locked given, or an *_unlocked call)' }],
    conflicts: [{ since: '5.3', text: 'the *_fast calls' }],
    misuse: [
      {
        since: '6.2',
        where: 'slow path',
        condition: 'signal pending while retrying',
        result: '-EINTR or a short count',
      },
      { since: '6.2', where: '*_fast', condition: 'passed', result: 'WARN_ON_ONCE and -EINVAL' },
    ],
    notes: [],
    sources: [
      '6.2.1 include/linux/mm.h:3097',
      '6.12.117 mm/gup.c:1696',
      '6.1.192 include/linux/mm.h: no FOLL_INTERRUPTIBLE',
    ],
  },
  {
    name: 'FOLL_HONOR_NUMA_FAULT',
    since: '6.5',
    meaning:
      'Take NUMA-hinting faults on PROT_NONE entries instead of reading through them; the successor of FOLL_NUMA.',
    values: [
      {
        since: '6.5',
        value: 0x1000,
        header: 'include/linux/mm_types.h',
        sources: ['6.5 include/linux/mm_types.h:1297', '7.1.5 include/linux/mm_types.h:1902'],
      },
    ],
    policy: [
      {
        since: '6.5',
        until: '6.5',
        policy: 'wrapper',
        detail: 'is_valid_gup_args() sets it for every call',
      },
      { since: '6.6', policy: 'caller', detail: 'opt-in; KVM passes it' },
    ],
    requires: [],
    conflicts: [],
    misuse: [],
    notes: [
      'FOLL_WRITE honours hinting faults anyway because a PROT_NONE entry is not writable.',
      'The fast path falls back to the slow path on PROT_NONE entries regardless of this flag since 6.5.',
    ],
    sources: [
      '6.5 mm/gup.c:2239',
      '6.6.9 mm/gup.c: no gup_flags |= FOLL_HONOR_NUMA_FAULT',
      '6.12.117 virt/kvm/kvm_main.c:2842',
      '6.12.117 include/linux/mm.h:3678',
    ],
  },
] as const satisfies readonly FlagFact[];
