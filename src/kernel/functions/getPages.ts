/** The get_user_pages*() family: plain references (FOLL_GET), given back with put_page(). */
import { type FunctionFact } from './types';
import {
  ERRNOS,
  LOCK_FAST,
  LOCK_HELD_AND_KEPT,
  LOCK_MAY_BE_DROPPED,
  LOCK_TAKEN_INSIDE,
  PAGES_OBTAINED,
  PUT_CALLS,
  ZERO_WARNS,
  ZERO_WITHOUT_WARNING,
} from './common';

export const GET_PAGES = [
  {
    name: 'get_user_pages',
    kind: 'acquire',
    tracking: 'get',
    site: true,
    since: '2.6.24',
    summary: 'a FOLL_GET reference per page of current->mm, when pages is not NULL',
    signatures: [
      {
        since: '2.6.24',
        until: '3.12',
        returns: 'int',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long start, int nr_pages, int write, int force, struct page **pages, struct vm_area_struct **vmas',
        header: 'include/linux/mm.h',
        bounds: 'end: between 3.8.13 and 3.13.10 (last tree that shows it)',
        sources: ['2.6.24 include/linux/mm.h:743', '3.8.13 include/linux/mm.h:1047'],
      },
      {
        since: '3.13',
        until: '4.5',
        returns: 'long',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long start, unsigned long nr_pages, int write, int force, struct page **pages, struct vm_area_struct **vmas',
        header: 'include/linux/mm.h',
        bounds:
          'begin: between 3.8.13 and 3.13.10 (first tree that shows it); end: between 4.4.50 and 4.8.15 (release from memory)',
        sources: ['3.13.10 include/linux/mm.h:1125', '4.4.50 include/linux/mm.h:1196'],
      },
      {
        since: '4.6',
        until: '4.8',
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, int write, int force, struct page **pages, struct vm_area_struct **vmas',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 4.4.50 and 4.8.15 (release from memory)',
        sources: ['4.8.15 include/linux/mm.h:1293'],
      },
      {
        since: '4.9',
        until: '6.4',
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas',
        header: 'include/linux/mm.h',
        sources: ['4.9.80 include/linux/mm.h:1281', '6.4.6 include/linux/mm.h:2376'],
      },
      {
        since: '6.5',
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages',
        header: 'include/linux/mm.h',
        sources: ['6.5 include/linux/mm.h:2430', '7.1.5 include/linux/mm.h:3273'],
      },
    ],
    sets: [{ since: '4.9', text: 'FOLL_TOUCH; FOLL_GET when pages is not NULL' }],
    returns: [
      { since: '4.4', text: PAGES_OBTAINED },
      { since: '4.4', until: '6.6', text: ZERO_WITHOUT_WARNING },
      { since: '6.7', text: ZERO_WARNS },
      ...ERRNOS,
    ],
    locking: [{ since: '4.4', text: LOCK_HELD_AND_KEPT }],
    flagRules: [
      { since: '4.9', until: '5.1', text: 'any public flag' },
      { since: '5.2', until: '5.9', text: 'FOLL_LONGTERM allowed' },
      { since: '5.6', text: 'FOLL_PIN refused' },
      { since: '5.10', text: 'FOLL_LONGTERM refused' },
    ],
    releaseWith: PUT_CALLS,
    notes: [
      '4.6 dropped tsk and mm from the signature (the call works on current), 4.9 replaced write/force by gup_flags, 6.5 dropped vmas.',
      'vmas entries are only valid while mmap_lock stays held.',
    ],
    sources: ['4.9.80 include/linux/mm.h:1281', '6.1.192 mm/gup.c:2327', '6.12.117 mm/gup.c:2739'],
  },
  {
    name: 'get_user_pages_remote',
    kind: 'acquire',
    tracking: 'get',
    site: true,
    since: '4.6',
    summary: 'a FOLL_GET reference per page of another mm, when pages is not NULL',
    signatures: [
      {
        since: '4.6',
        until: '4.8',
        returns: 'long',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long start, unsigned long nr_pages, int write, int force, struct page **pages, struct vm_area_struct **vmas',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 4.4.50 and 4.8.15 (release from memory)',
        sources: ['4.8.15 include/linux/mm.h:1289'],
      },
      {
        since: '4.9',
        until: '4.9',
        returns: 'long',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas',
        header: 'include/linux/mm.h',
        sources: ['4.9.80 include/linux/mm.h:1277'],
      },
      {
        since: '4.10',
        until: '5.8',
        returns: 'long',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas, int *locked',
        header: 'include/linux/mm.h',
        sources: ['4.10.1 include/linux/mm.h:1267', '5.8.1 include/linux/mm.h:1694'],
      },
      {
        since: '5.9',
        until: '6.4',
        returns: 'long',
        params:
          'struct mm_struct *mm, unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas, int *locked',
        header: 'include/linux/mm.h',
        sources: ['5.9.1 include/linux/mm.h:1714', '6.4.6 include/linux/mm.h:2368'],
      },
      {
        since: '6.5',
        returns: 'long',
        params:
          'struct mm_struct *mm, unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, int *locked',
        header: 'include/linux/mm.h',
        sources: ['6.5 include/linux/mm.h:2397', '7.1.5 include/linux/mm.h:3234'],
      },
    ],
    sets: [{ since: '4.6', text: 'FOLL_TOUCH|FOLL_REMOTE; FOLL_GET when pages is not NULL' }],
    returns: [
      { since: '4.4', text: PAGES_OBTAINED },
      { since: '4.4', until: '6.6', text: ZERO_WITHOUT_WARNING },
      { since: '6.7', text: ZERO_WARNS },
      ...ERRNOS,
    ],
    locking: [
      { since: '4.4', text: LOCK_MAY_BE_DROPPED },
      { since: '6.3', text: 'locked given but *locked != 1: WARN_ON_ONCE and refusal' },
    ],
    flagRules: [
      { since: '5.2', until: '5.5', text: 'FOLL_LONGTERM refused' },
      { since: '5.6', until: '5.9', text: 'FOLL_LONGTERM allowed if locked is NULL' },
      { since: '5.10', text: 'FOLL_LONGTERM refused' },
      { since: '5.6', text: 'FOLL_PIN refused' },
    ],
    releaseWith: PUT_CALLS,
    notes: [
      'locked arrived in 4.10, tsk left in 5.9, vmas left in 6.5 (use get_user_page_vma_remote() for a single page with its VMA).',
    ],
    sources: ['4.10.1 include/linux/mm.h:1267', '5.9.1 mm/gup.c:1840', '6.12.117 mm/gup.c:2698'],
  },
  {
    name: 'get_user_pages_unlocked',
    kind: 'acquire',
    tracking: 'get',
    site: true,
    since: '4.0',
    summary: 'a FOLL_GET reference per page of current->mm',
    signatures: [
      {
        since: '4.0',
        until: '4.5',
        returns: 'long',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long start, unsigned long nr_pages, int write, int force, struct page **pages',
        header: 'include/linux/mm.h',
        bounds:
          'begin: between 3.18.30 and 4.2.8 (release from memory); end: between 4.4.50 and 4.8.15 (release from memory)',
        sources: ['4.2.8 include/linux/mm.h:1245', '4.4.50 include/linux/mm.h:1208'],
      },
      {
        since: '4.6',
        until: '4.8',
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, int write, int force, struct page **pages',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 4.4.50 and 4.8.15 (release from memory)',
        sources: ['4.8.15 include/linux/mm.h:1302'],
      },
      {
        since: '4.9',
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, struct page **pages, unsigned int gup_flags',
        header: 'include/linux/mm.h',
        sources: ['4.9.80 include/linux/mm.h:1289', '7.1.5 include/linux/mm.h:3277'],
      },
    ],
    sets: [
      {
        since: '4.9',
        text: 'FOLL_TOUCH; FOLL_GET when pages is not NULL; FOLL_UNLOCKABLE since 6.3',
      },
    ],
    returns: [
      { since: '4.4', text: PAGES_OBTAINED },
      { since: '4.4', until: '6.6', text: ZERO_WITHOUT_WARNING },
      { since: '6.7', text: ZERO_WARNS },
    ],
    locking: [{ since: '4.4', text: LOCK_TAKEN_INSIDE }],
    flagRules: [
      { since: '5.2', text: 'FOLL_LONGTERM refused' },
      { since: '5.6', until: '6.2', text: 'FOLL_PIN is not checked' },
      { since: '6.3', text: 'FOLL_PIN refused' },
    ],
    releaseWith: PUT_CALLS,
    notes: ['Parameter order differs from the other calls: pages comes before gup_flags.'],
    sources: ['6.1.192 mm/gup.c:2354', '6.12.117 mm/gup.c:2767'],
  },
  {
    name: 'get_user_pages_fast',
    kind: 'acquire',
    tracking: 'get',
    site: true,
    since: '2.6.32',
    summary: 'a FOLL_GET reference per page of current->mm, always',
    signatures: [
      {
        since: '2.6.32',
        until: '5.1',
        returns: 'int',
        params: 'unsigned long start, int nr_pages, int write, struct page **pages',
        header: 'include/linux/mm.h',
        bounds:
          'begin: between 2.6.24 and 2.6.32 (first tree that shows it); end: between 5.0.0 and 5.2.1 (release from memory)',
        sources: ['2.6.32 include/linux/mm.h:824', '5.0 include/linux/mm.h:1552'],
      },
      {
        since: '5.2',
        returns: 'int',
        params: 'unsigned long start, int nr_pages, unsigned int gup_flags, struct page **pages',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 5.0.0 and 5.2.1 (release from memory)',
        sources: ['5.2.1 include/linux/mm.h:1575', '7.1.5 include/linux/mm.h:3286'],
      },
    ],
    sets: [
      { since: '5.7', text: 'FOLL_GET' },
      { since: '6.3', text: 'FOLL_TOUCH|FOLL_UNLOCKABLE for the slow remainder' },
    ],
    returns: [
      {
        since: '4.4',
        text: 'pages obtained, possibly fewer than asked; negative errno when none; 0 when nr_pages is 0 or negative in the versions that check it',
      },
      { since: '4.4', until: '6.4', text: '0 when start + length overflows' },
      { since: '6.5', text: '-EOVERFLOW when start + length overflows' },
      { since: '5.2', text: '-EFAULT when the range is not a user range' },
    ],
    locking: [{ since: '4.4', text: LOCK_FAST }],
    flagRules: [
      { since: '5.3', text: 'only flags on the allow list of the fast calls' },
      { since: '5.6', text: 'FOLL_PIN refused' },
      { since: '5.10', text: 'FOLL_LONGTERM refused' },
    ],
    releaseWith: PUT_CALLS,
    notes: [
      'Up to 5.1 the third parameter was int write, so a call written get_user_pages_fast(a, n, 1, p) compiled for both worlds and 1 happens to equal FOLL_WRITE.',
    ],
    sources: [
      '5.0 include/linux/mm.h:1552',
      '5.2.1 mm/gup.c:2216',
      '6.5 mm/gup.c:3184',
      '6.12.117 mm/gup.c:3540',
    ],
  },
  {
    name: 'get_user_pages_fast_only',
    kind: 'acquire',
    tracking: 'get',
    site: true,
    since: '5.8',
    summary: 'a FOLL_GET reference per page of current->mm that is present',
    signatures: [
      {
        since: '5.8',
        returns: 'int',
        params: 'unsigned long start, int nr_pages, unsigned int gup_flags, struct page **pages',
        header: 'include/linux/mm.h',
        sources: ['5.8.1 include/linux/mm.h:1830', '7.1.5 include/linux/mm.h:3338'],
      },
    ],
    sets: [{ since: '5.8', text: 'FOLL_GET|FOLL_FAST_ONLY' }],
    returns: [
      { since: '5.8', until: '6.2', text: '0 or the number of pages; never negative' },
      { since: '6.3', text: 'may also return -EINVAL, -EFAULT or (6.5+) -EOVERFLOW' },
    ],
    locking: [{ since: '5.8', text: 'no sleeping, no mmap_lock; usable with interrupts disabled' }],
    flagRules: [{ since: '5.8', text: 'only flags on the allow list of the fast calls' }],
    releaseWith: PUT_CALLS,
    notes: ['Successor of __get_user_pages_fast(), whose third parameter was int write.'],
    sources: ['5.8.1 mm/gup.c:2839', '6.3.8 mm/gup.c:3027', '6.1.192 mm/gup.c:3128'],
  },
] as const satisfies readonly FunctionFact[];
