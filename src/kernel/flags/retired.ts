/** Flags that no longer exist. */
import { type FlagFact } from './types';

export const RETIRED_FLAGS = [
  {
    name: 'FOLL_SPLIT',
    since: '2.6.38',
    removed: '5.13',
    successor: 'FOLL_SPLIT_PMD',
    meaning: 'Split a transparent huge page into base pages before returning one of them.',
    values: [
      {
        since: '2.6.38',
        until: '5.12',
        value: 0x80,
        header: 'include/linux/mm.h',
        bounds:
          'begin: not so in 2.6.32, so in 2.6.39.4; the release is from memory; end: so in 5.12.9, not so in 5.14-rc5; the release is from memory',
        sources: ['2.6.39.4 include/linux/mm.h:1579', '5.12.9 include/linux/mm.h:2783'],
      },
    ],
    policy: [
      {
        since: '2.6.38',
        until: '5.12',
        policy: 'caller',
        detail: 'rarely used (s390, uprobes before FOLL_SPLIT_PMD)',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '2.6.38',
        until: '5.12',
        where: 'slow path',
        condition: 'the huge page cannot be split (extra references)',
        result: 'error of split_huge_page(), typically -EBUSY',
      },
      {
        since: '5.13',
        where: 'compile time',
        condition: 'use of the name',
        result: 'does not compile: removed',
      },
    ],
    notes: [
      'Its value 0x80 was later given to FOLL_NOFAULT (5.16, and 5.15.y as a backport): a module built with the old header would pass a different meaning.',
    ],
    sources: [
      '5.11 mm/gup.c:439',
      '5.14-rc5 include/linux/mm.h: no define FOLL_SPLIT',
      '5.12.9 include/linux/mm.h:2783',
    ],
  },
  {
    name: 'FOLL_POPULATE',
    since: '4.1',
    removed: '5.18',
    meaning:
      'Companion of FOLL_MLOCK: fault pages in as well as locking the present ones. Only mlock/populate code in mm/ used it.',
    values: [
      {
        since: '4.1',
        until: '5.17',
        value: 0x40,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 3.18.30, so in 4.2.8; the release is from memory',
        sources: ['4.2.8 include/linux/mm.h:2089', '5.17-rc5 include/linux/mm.h:2928'],
      },
    ],
    policy: [
      {
        since: '4.1',
        until: '5.17',
        policy: 'internal',
        detail: 'used by populate_vma_page_range() and faultin_vma_page_range() only',
      },
    ],
    requires: [{ text: 'FOLL_MLOCK (to make sense)' }],
    conflicts: [],
    misuse: [
      {
        since: '4.4',
        until: '5.17',
        where: 'faultin_page()',
        condition: 'FOLL_MLOCK without FOLL_POPULATE on a page that is not present',
        result: 'internal -ENOENT, the page is skipped',
      },
    ],
    notes: ['Value 0x40 was FOLL_MLOCK from 2.6.38 to 4.0.'],
    sources: ['5.11 mm/gup.c:833', '5.18.12 include/linux/mm.h: no FOLL_POPULATE'],
  },
  {
    name: 'FOLL_MLOCK',
    since: '2.6.38',
    removed: '5.18',
    away: [{ since: '4.1', until: '4.3' }],
    meaning:
      'Move the pages found to the mlocked state while walking. Only the mlock/populate code used it.',
    values: [
      {
        since: '2.6.38',
        until: '4.0',
        value: 0x40,
        header: 'include/linux/mm.h',
        bounds:
          'begin: not so in 2.6.32, so in 2.6.39.4; the release is from memory; end: so in 3.18.30, not so in 4.2.8; the release is from memory',
        sources: ['2.6.39.4 include/linux/mm.h:1578', '3.18.30 include/linux/mm.h:2025'],
      },
      {
        since: '4.4',
        until: '5.17',
        value: 0x1000,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 4.2.8, so in 4.4.50; the release is from memory',
        sources: ['4.4.50 include/linux/mm.h:2114', '5.17-rc5 include/linux/mm.h:2934'],
      },
    ],
    policy: [
      { since: '2.6.38', until: '4.0', policy: 'internal', detail: 'value 0x40' },
      {
        since: '4.4',
        until: '5.17',
        policy: 'internal',
        detail: 'second life at 0x1000, together with FOLL_POPULATE',
      },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '5.18',
        where: 'compile time',
        condition: 'use of the name',
        result: 'does not compile: removed',
      },
    ],
    notes: ['4.1 to 4.3 had no flag of this name: FOLL_POPULATE had taken over its value 0x40.'],
    sources: [
      '3.18.30 include/linux/mm.h:2025',
      '4.2.8 include/linux/mm.h: no define FOLL_MLOCK',
      '4.4.50 include/linux/mm.h:2114',
      '5.18.12 include/linux/mm.h: no define FOLL_MLOCK',
    ],
  },
  {
    name: 'FOLL_NUMA',
    since: '3.8',
    removed: '6.1',
    successor: 'FOLL_HONOR_NUMA_FAULT (6.5)',
    meaning:
      'Treat a NUMA-hinting (PROT_NONE) entry as not present so that the hinting fault is taken first.',
    values: [
      {
        since: '3.8',
        until: '6.0',
        value: 0x200,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 3.1.3, so in 3.8.13; the release is from memory',
        sources: ['3.8.13 include/linux/mm.h:1673', '6.0.1 include/linux/mm.h:2901'],
      },
    ],
    policy: [
      {
        since: '3.8',
        until: '6.0',
        policy: 'internal',
        detail: 'the slow path adds it by itself whenever FOLL_FORCE is absent',
      },
    ],
    requires: [],
    conflicts: [{ text: 'FOLL_FORCE' }],
    misuse: [
      {
        since: '6.1',
        where: 'compile time',
        condition: 'use of the name',
        result:
          'does not compile: removed; the rule moved into gup_can_follow_protnone(), then came back as FOLL_HONOR_NUMA_FAULT in 6.5',
      },
    ],
    notes: [],
    sources: [
      '5.11 mm/gup.c:1012',
      '6.0.1 include/linux/mm.h:2901',
      '6.1-rc7 include/linux/mm.h: no define FOLL_NUMA',
      '6.1-rc7 include/linux/mm.h:3077',
    ],
  },
  {
    name: 'FOLL_MIGRATION',
    since: '3.9',
    removed: '6.2',
    meaning:
      'Wait for a migration entry to resolve instead of reporting nothing mapped; used by KSM through follow_page().',
    values: [
      {
        since: '3.9',
        until: '6.1',
        value: 0x400,
        header: 'include/linux/mm.h',
        bounds: 'begin: not so in 3.8.13, so in 3.13.10; the release is from memory',
        sources: ['3.13.10 include/linux/mm.h:1896', '6.1-rc7 include/linux/mm.h:2953'],
      },
    ],
    policy: [
      { since: '3.9', until: '6.1', policy: 'internal', detail: 'follow_page() users inside mm/' },
    ],
    requires: [],
    conflicts: [],
    misuse: [
      {
        since: '6.2',
        where: 'compile time',
        condition: 'use of the name',
        result: 'does not compile: removed',
      },
    ],
    notes: [],
    sources: [
      '5.11 mm/gup.c:393',
      '6.1.192 include/linux/mm.h:3096',
      '6.2.1 include/linux/mm.h: no define FOLL_MIGRATION',
    ],
  },
  {
    name: 'FOLL_COW',
    since: '4.9',
    removed: '6.0',
    backports: [{ seen: '3.8.13' }, { seen: '4.2.8' }, { seen: '4.4.50' }, { seen: '4.8.15' }],
    backportedValues: [
      { seen: '3.8.13', value: 0x4000 },
      { seen: '4.2.8', value: 0x4000 },
      { seen: '4.4.50', value: 0x4000 },
      { seen: '4.8.15', value: 0x4000 },
    ],
    meaning:
      'Internal memory that this walk already broke COW for a forced write, so an unwritable but dirty private entry may be used. Added as the fix for Dirty COW and replaced in 6.0 by checking PageAnonExclusive.',
    values: [
      {
        since: '4.9',
        until: '5.19',
        value: 0x4000,
        header: 'include/linux/mm.h',
        sources: ['4.9.80 include/linux/mm.h:2231', '5.19 include/linux/mm.h:2942'],
      },
    ],
    policy: [
      { since: '4.9', until: '5.19', policy: 'internal', detail: 'set in faultin_page() only' },
    ],
    requires: [{ text: 'FOLL_FORCE' }],
    conflicts: [],
    misuse: [
      {
        since: '6.0',
        where: 'compile time',
        condition: 'use of the name',
        result: 'does not compile: removed',
      },
    ],
    notes: [
      'Backported far: present in the 4.4.50 and 4.8.15 stable trees and in the vendor 3.8.13 and 4.2.8 trees examined, always as 0x4000.',
      'Whether 5.19.y, 5.15.y or 5.10.y stable dropped it too is not established here; 5.15.135 still defines it.',
    ],
    sources: [
      '5.11 mm/gup.c:876',
      '5.19 include/linux/mm.h:2942',
      '6.0.1 include/linux/mm.h: no define FOLL_COW',
      '5.15.135 include/linux/mm.h:2870',
      '4.4.50 include/linux/mm.h:2115',
    ],
  },
] as const satisfies readonly FlagFact[];
