/** The functions of the 2019 FOLL_PIN proposal (v4) that were never merged. */
import { type FunctionFact } from './types';

export const PROPOSED = [
  {
    name: 'pin_longterm_pages',
    kind: 'acquire',
    tracking: 'pin',
    successor: 'pin_user_pages() with FOLL_LONGTERM',
    summary: 'a FOLL_PIN per page',
    signatures: [
      {
        returns: 'long',
        params:
          'unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas',
        header: 'proposal only',
        sources: ['patch FOLL_PIN-v4:812'],
      },
    ],
    sets: [{ text: 'FOLL_PIN|FOLL_LONGTERM' }],
    locking: [{ text: 'held, kept' }],
    flagRules: [{ text: 'FOLL_GET refused with -EINVAL' }],
    releaseWith: ['put_user_page'],
    notes: [
      'Dropped after review in favour of FOLL_LONGTERM at the call site of pin_user_pages*().',
      'As posted, the patch set FOLL_PIN but nothing yet took a reference for it; the author said so in reply to the review.',
    ],
    sources: ['patch FOLL_PIN-v4:812', 'patch FOLL_PIN-v4:492', 'patch FOLL_PIN-v4:449'],
  },
  {
    name: 'pin_longterm_pages_remote',
    kind: 'acquire',
    tracking: 'pin',
    successor: 'pin_user_pages_remote() with FOLL_LONGTERM',
    summary: 'a FOLL_PIN per page',
    signatures: [
      {
        returns: 'long',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages, struct vm_area_struct **vmas, int *locked',
        header: 'proposal only',
        sources: ['patch FOLL_PIN-v4:802'],
      },
    ],
    sets: [{ text: 'FOLL_PIN|FOLL_LONGTERM|FOLL_TOUCH|FOLL_REMOTE' }],
    locking: [{ text: 'held, kept; locked must be NULL, else WARN_ON_ONCE and -EINVAL' }],
    flagRules: [{ text: 'FOLL_GET refused with -EINVAL' }],
    releaseWith: ['put_user_page'],
    notes: [
      'Dropped after review in favour of FOLL_LONGTERM at the call site of pin_user_pages*().',
      'As posted, the patch set FOLL_PIN but nothing yet took a reference for it; the author said so in reply to the review.',
    ],
    sources: ['patch FOLL_PIN-v4:802', 'patch FOLL_PIN-v4:492', 'patch FOLL_PIN-v4:449'],
  },
  {
    name: 'pin_longterm_pages_fast',
    kind: 'acquire',
    tracking: 'pin',
    successor: 'pin_user_pages_fast() with FOLL_LONGTERM',
    summary: 'a FOLL_PIN per page',
    signatures: [
      {
        returns: 'int',
        params: 'unsigned long start, int nr_pages, unsigned int gup_flags, struct page **pages',
        header: 'proposal only',
        sources: ['patch FOLL_PIN-v4:824'],
      },
    ],
    sets: [{ text: 'FOLL_PIN|FOLL_LONGTERM' }],
    locking: [{ text: 'as pin_user_pages_fast()' }],
    flagRules: [{ text: 'FOLL_GET refused with -EINVAL' }],
    releaseWith: ['put_user_page'],
    notes: [
      'Dropped after review in favour of FOLL_LONGTERM at the call site of pin_user_pages*().',
      'As posted, the patch set FOLL_PIN but nothing yet took a reference for it; the author said so in reply to the review.',
    ],
    sources: ['patch FOLL_PIN-v4:824', 'patch FOLL_PIN-v4:492', 'patch FOLL_PIN-v4:449'],
  },
  {
    name: 'page_dma_pinned',
    kind: 'query',
    tracking: null,
    successor: 'folio_maybe_dma_pinned()',
    summary: 'whether a page is pinned',
    signatures: [
      {
        returns: 'bool',
        params: 'struct page *page',
        header: 'documentation only',
        sources: ['patch FOLL_PIN-v4:722'],
      },
    ],
    sources: [
      'patch FOLL_PIN-v4:722',
      '5.6.4 Documentation/core-api/pin_user_pages.rst:189',
      '5.6.4 include/linux/mm.h: no page_dma_pinned',
    ],
  },
] as const satisfies readonly FunctionFact[];
