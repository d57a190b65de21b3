/** The pin_user_pages*() family: pins (FOLL_PIN), given back with unpin_user_page*(). */
import { type FunctionFact } from './types';
import {
  ERRNOS,
  LOCK_FAST,
  LOCK_HELD_AND_KEPT,
  LOCK_MAY_BE_DROPPED,
  LOCK_TAKEN_INSIDE,
  PAGES_OBTAINED,
  PLACEHOLDER_5_6,
  REFUSED_GIVES_0,
  UNPIN_CALLS,
  ZERO_WARNS,
  ZERO_WITHOUT_WARNING,
} from './common';

export const PIN_PAGES = [
  {
    name: 'pin_user_pages',
    kind: 'acquire',
    tracking: 'pin',
    site: true,
    since: '5.6',
    summary: 'a FOLL_PIN per page of current->mm',
    signatures: [
      {
        since: '5.6',
        until: '6.4',
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 5.4.18 and 5.6.4 (release from memory)',
        sources: ['5.6.4 include/linux/mm.h:1508', '6.4.6 include/linux/mm.h:2379'],
      },
      {
        since: '6.5',
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages',
        header: 'include/linux/mm.h',
        sources: ['6.5 include/linux/mm.h:2432', '7.1.5 include/linux/mm.h:3275'],
      },
    ],
    sets: [{ since: '5.7', text: 'FOLL_PIN' }],
    returns: [
      { since: '4.4', text: PAGES_OBTAINED },
      { since: '4.4', until: '6.6', text: ZERO_WITHOUT_WARNING },
      { since: '6.7', text: ZERO_WARNS },
      {
        since: '5.7',
        until: '6.2',
        text: '-EINVAL when FOLL_GET is passed',
      },
      { since: '6.3', text: REFUSED_GIVES_0 },
      ...ERRNOS,
    ],
    locking: [{ since: '5.6', text: LOCK_HELD_AND_KEPT }],
    flagRules: [
      { since: '5.6', until: '5.6', text: PLACEHOLDER_5_6 },
      { since: '5.7', text: 'FOLL_GET refused' },
      { since: '5.19', text: 'pages == NULL refused with a warning' },
      { since: '5.6', text: 'FOLL_LONGTERM may be passed' },
    ],
    releaseWith: UNPIN_CALLS,
    notes: ['Does not set FOLL_TOUCH.', '6.5 dropped vmas.'],
    sources: [
      '5.6.4 mm/gup.c:2575',
      '5.7.14 mm/gup.c:2961',
      '6.12.117 mm/gup.c:3640',
      'patch gup.c-5.11:2910',
    ],
  },
  {
    name: 'pin_user_pages_remote',
    kind: 'acquire',
    tracking: 'pin',
    site: true,
    since: '5.6',
    summary: 'a FOLL_PIN per page of another mm',
    signatures: [
      {
        since: '5.6',
        until: '5.8',
        returns: 'long',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas, int *locked',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 5.4.18 and 5.6.4 (release from memory)',
        sources: ['5.6.4 include/linux/mm.h:1501', '5.8.1 include/linux/mm.h:1698'],
      },
      {
        since: '5.9',
        until: '6.4',
        returns: 'long',
        params:
          'struct mm_struct *mm, unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas, int *locked',
        header: 'include/linux/mm.h',
        sources: ['5.9.1 include/linux/mm.h:1718', '6.4.6 include/linux/mm.h:2372'],
      },
      {
        since: '6.5',
        returns: 'long',
        params:
          'struct mm_struct *mm, unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, int *locked',
        header: 'include/linux/mm.h',
        sources: ['6.5 include/linux/mm.h:2401', '7.1.5 include/linux/mm.h:3238'],
      },
    ],
    sets: [{ since: '5.7', text: 'FOLL_PIN|FOLL_TOUCH|FOLL_REMOTE' }],
    returns: [
      { since: '4.4', text: PAGES_OBTAINED },
      { since: '4.4', until: '6.6', text: ZERO_WITHOUT_WARNING },
      { since: '6.7', text: ZERO_WARNS },
      { since: '5.7', until: '6.2', text: '-EINVAL on refused flags' },
      { since: '6.3', text: REFUSED_GIVES_0 },
    ],
    locking: [
      { since: '4.4', text: LOCK_MAY_BE_DROPPED },
      { since: '6.3', text: 'locked given but *locked != 1: WARN_ON_ONCE and refusal' },
    ],
    flagRules: [
      { since: '5.6', until: '5.6', text: PLACEHOLDER_5_6 },
      { since: '5.7', text: 'FOLL_GET refused' },
      { since: '5.19', text: 'pages == NULL refused with a warning' },
      { since: '5.6', text: 'FOLL_LONGTERM may be passed' },
      {
        since: '5.6',
        until: '6.1',
        text: 'FOLL_LONGTERM only with locked == NULL, else WARN_ON_ONCE and -EINVAL',
      },
    ],
    releaseWith: UNPIN_CALLS,
    notes: ['tsk left in 5.9, vmas in 6.5.'],
    sources: ['5.7.14 mm/gup.c:2925', '6.1.192 mm/gup.c:3266', '6.12.117 mm/gup.c:3606'],
  },
  {
    name: 'pin_user_pages_fast',
    kind: 'acquire',
    tracking: 'pin',
    site: true,
    since: '5.6',
    summary: 'a FOLL_PIN per page of current->mm',
    signatures: [
      {
        since: '5.6',
        returns: 'int',
        params: 'unsigned long start, int nr_pages, unsigned int gup_flags, struct page **pages',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 5.4.18 and 5.6.4 (release from memory)',
        sources: ['5.6.4 include/linux/mm.h:1518', '7.1.5 include/linux/mm.h:3288'],
      },
    ],
    sets: [{ since: '5.7', text: 'FOLL_PIN' }],
    returns: [
      {
        since: '5.6',
        text: 'pages pinned, possibly fewer than asked; negative errno when none (refused arguments give -EINVAL in every version)',
      },
      { since: '6.5', text: '-EOVERFLOW on address overflow (0 before)' },
    ],
    locking: [{ since: '5.6', text: LOCK_FAST }],
    flagRules: [
      { since: '5.6', until: '5.6', text: PLACEHOLDER_5_6 },
      { since: '5.7', text: 'FOLL_GET refused' },
      { since: '5.19', text: 'pages == NULL refused with a warning' },
      { since: '5.6', text: 'FOLL_LONGTERM may be passed' },
      { since: '5.6', text: 'only flags on the allow list of the fast calls' },
    ],
    releaseWith: UNPIN_CALLS,
    notes: [
      'With FOLL_LONGTERM the lockless part refuses device-mapped memory and pages that would have to move, and leaves them to the slow part.',
      'The lockless part is abandoned and undone when fork() write-protects the address space meanwhile (write_protect_seq, 5.11; also in 5.10.7).',
    ],
    sources: [
      '5.6.4 mm/gup.c:2527',
      '5.7.14 mm/gup.c:2885',
      '6.12.117 mm/gup.c:3574',
      '5.11 mm/gup.c:2556',
    ],
  },
  {
    name: 'pin_user_pages_unlocked',
    kind: 'acquire',
    tracking: 'pin',
    site: true,
    since: '5.8',
    summary: 'a FOLL_PIN per page of current->mm',
    signatures: [
      {
        since: '5.8',
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, struct page **pages, unsigned int gup_flags',
        header: 'include/linux/mm.h',
        sources: ['5.8.1 include/linux/mm.h:1714', '7.1.5 include/linux/mm.h:3279'],
      },
    ],
    sets: [
      { since: '5.8', until: '6.2', text: 'FOLL_PIN|FOLL_TOUCH' },
      { since: '6.3', text: 'FOLL_PIN|FOLL_TOUCH|FOLL_UNLOCKABLE' },
    ],
    returns: [
      { since: '4.4', text: PAGES_OBTAINED },
      { since: '4.4', until: '6.6', text: ZERO_WITHOUT_WARNING },
      { since: '6.7', text: ZERO_WARNS },
      { since: '5.8', until: '6.2', text: '-EINVAL on refused flags' },
      { since: '6.3', text: REFUSED_GIVES_0 },
    ],
    locking: [{ since: '5.8', text: LOCK_TAKEN_INSIDE }],
    flagRules: [
      { since: '5.8', until: '6.1', text: 'FOLL_LONGTERM refused' },
      { since: '6.2', text: 'FOLL_LONGTERM allowed' },
      { since: '5.8', text: 'FOLL_GET refused' },
    ],
    releaseWith: UNPIN_CALLS,
    notes: ['pages comes before gup_flags.'],
    sources: ['6.1.192 mm/gup.c:3329', '6.2.1 mm/gup.c:2250', '6.12.117 mm/gup.c:3660'],
  },
  {
    name: 'memfd_pin_folios',
    kind: 'acquire',
    tracking: 'pin',
    site: true,
    since: '6.11',
    summary: 'one FOLL_PIN per folio, with long-term placement rules',
    signatures: [
      {
        since: '6.11',
        returns: 'long',
        params:
          'struct file *memfd, loff_t start, loff_t end, struct folio **folios, unsigned int max_folios, pgoff_t *offset',
        header: 'include/linux/mm.h',
        sources: ['6.11.11 include/linux/mm.h:2514', '7.1.5 include/linux/mm.h:3281'],
      },
    ],
    sets: [{ since: '6.11', text: 'FOLL_PIN; behaves as FOLL_LONGTERM' }],
    returns: [
      {
        since: '6.11',
        text: 'number of folios; -EINVAL for a bad range, an offset beyond the file, or a file that is neither shmem nor hugetlbfs; errors of allocation or migration',
      },
    ],
    locking: [{ since: '6.11', text: 'takes no mmap_lock, may sleep' }],
    releaseWith: ['unpin_folio', 'unpin_folios'],
    notes: ['end is inclusive.', '*offset receives the byte offset into the first folio.'],
    sources: ['6.11.11 mm/gup.c:3612', '6.10 mm/gup.c: no memfd_pin_folios'],
  },
  {
    name: 'folio_add_pin',
    kind: 'acquire',
    tracking: 'pin',
    since: '6.5',
    summary: 'one more FOLL_PIN on an already pinned folio',
    signatures: [
      {
        since: '6.5',
        returns: 'void',
        params: 'struct folio *folio',
        header: 'include/linux/mm.h',
        sources: ['6.5 include/linux/mm.h:2443', '7.1.5 include/linux/mm.h:3290'],
      },
    ],
    releaseWith: ['unpin_user_page', 'unpin_user_folio'],
    notes: [
      'Ignores the zero page. Warns when the folio is not pinned yet.',
      'Does not count in nr_foll_pin_acquired.',
    ],
    sources: ['6.5 mm/gup.c:286'],
  },
  {
    name: 'folio_add_pins',
    kind: 'acquire',
    tracking: 'pin',
    since: '6.13',
    summary: 'further FOLL_PINs on an already pinned folio',
    signatures: [
      {
        since: '6.13',
        returns: 'int',
        params: 'struct folio *folio, unsigned int pins',
        header: 'include/linux/mm.h',
        sources: ['6.13.7 include/linux/mm.h:2538', '7.1.5 include/linux/mm.h:3284'],
      },
    ],
    returns: [{ since: '6.13', text: '0 or a negative errno' }],
    releaseWith: ['unpin_user_page_range_dirty_lock', 'unpin_user_page'],
    notes: [
      'Introduced to be able to unpin parts of a folio from memfd_pin_folios().',
      'Not in 6.12.117.',
    ],
    sources: ['6.13.7 mm/gup.c:3783', '6.12.117 mm/gup.c: no folio_add_pins'],
  },
] as const satisfies readonly FunctionFact[];
