/** Questions about a page. */
import { type FunctionFact } from './types';

export const QUERIES = [
  {
    name: 'page_maybe_dma_pinned',
    kind: 'query',
    tracking: null,
    since: '5.7',
    removed: '6.11',
    successor: 'folio_maybe_dma_pinned()',
    summary: 'whether a page may be pinned',
    signatures: [
      {
        since: '5.7',
        until: '6.10',
        returns: 'bool',
        params: 'struct page *page',
        header: 'include/linux/mm.h',
        sources: ['5.7.14 include/linux/mm.h:1240', '6.10 include/linux/mm.h:1976'],
      },
    ],
    returns: [
      {
        since: '5.7',
        until: '5.17',
        text: 'compound page of order > 1: exact pin counter > 0; otherwise head refcount >= 1024, which is also true after 1024 plain references',
      },
      { since: '5.18', until: '6.10', text: 'any large folio: exact; order 0: refcount >= 1024' },
    ],
    notes: ['6.11 removed it; folio_maybe_dma_pinned() remains.'],
    sources: [
      '5.7.14 include/linux/mm.h:1240',
      '6.10 include/linux/mm.h:1976',
      '6.11.11 include/linux/mm.h: no page_maybe_dma_pinned',
    ],
  },
  {
    name: 'folio_maybe_dma_pinned',
    kind: 'query',
    tracking: null,
    since: '5.18',
    summary: 'whether a folio may be pinned',
    signatures: [
      {
        since: '5.18',
        returns: 'bool',
        params: 'struct folio *folio',
        header: 'include/linux/mm.h',
        sources: ['5.18.12 include/linux/mm.h:1554', '7.1.5 include/linux/mm.h:2667'],
      },
    ],
    returns: [
      {
        since: '5.18',
        until: '6.14',
        text: 'large folio: _pincount > 0; order 0: refcount >= 1024',
      },
      {
        since: '6.17',
        text: 'folio_has_pincount(folio): _pincount > 0; otherwise refcount >= 1024 (6.14.0 old rule, 6.17.0 new rule)',
      },
    ],
    notes: [
      'False positives are possible for small folios, false negatives only for the zero page since 6.5.',
    ],
    sources: [
      '5.18.12 include/linux/mm.h:1554',
      '6.12.117 include/linux/mm.h:1935',
      '7.1.5 include/linux/mm.h:2669',
    ],
  },
  {
    name: 'hpage_pincount_available',
    kind: 'query',
    tracking: null,
    since: '5.7',
    removed: '5.18',
    successor: 'folio_has_pincount()',
    summary: 'whether a compound page has an exact pin counter',
    signatures: [
      {
        since: '5.7',
        until: '5.17',
        returns: 'bool',
        params: 'struct page *page',
        header: 'include/linux/mm.h',
        sources: ['5.7.14 include/linux/mm.h:897', '5.17-rc5 include/linux/mm.h:892'],
      },
    ],
    returns: [{ since: '5.7', until: '5.17', text: 'true for compound pages of order > 1' }],
    sources: ['5.11 include/linux/mm.h:926'],
  },
  {
    name: 'folio_has_pincount',
    kind: 'query',
    tracking: null,
    since: '6.15',
    backports: [{ seen: '6.12.117' }],
    summary: 'whether a folio has an exact pin counter',
    signatures: [
      {
        since: '6.15',
        returns: 'bool',
        params: 'const struct folio *folio',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 6.14.0 and 6.17.0 (first tree that shows it)',
        sources: ['6.17 include/linux/mm.h:1843', '7.1.5 include/linux/mm.h:2635'],
      },
    ],
    returns: [{ since: '6.12', text: '64-bit: any large folio; 32-bit: order > 1' }],
    notes: [
      'Absent in 6.13.7 and 6.14.0, present in 6.17.0; the copy in 6.12.117 is a backport. Upstream release between 6.15 and 6.17.',
    ],
    sources: ['6.14 include/linux/mm.h: no folio_has_pincount', '6.17 include/linux/mm.h:1843'],
  },
  {
    name: 'is_pinnable_page',
    kind: 'query',
    tracking: null,
    since: '5.13',
    removed: '6.0',
    successor: 'is_longterm_pinnable_page()',
    summary: 'whether a page may be pinned for long where it is',
    signatures: [
      {
        since: '5.13',
        until: '5.19',
        returns: 'bool',
        params: 'struct page *page',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 5.12.9 and 5.14-rc5 (release from memory)',
        sources: ['5.14-rc5 include/linux/mm.h:1563', '5.19 include/linux/mm.h:1599'],
      },
    ],
    returns: [
      {
        since: '5.13',
        until: '5.19',
        text: 'false for CMA and ZONE_MOVABLE pages, true for the zero page',
      },
    ],
    sources: ['5.14-rc5 include/linux/mm.h:1563'],
  },
  {
    name: 'is_longterm_pinnable_page',
    kind: 'query',
    tracking: null,
    since: '6.0',
    removed: '6.5',
    successor: 'folio_is_longterm_pinnable()',
    summary: 'whether a page may be pinned for long where it is',
    signatures: [
      {
        since: '6.0',
        until: '6.4',
        returns: 'bool',
        params: 'struct page *page',
        header: 'include/linux/mm.h',
        sources: ['6.0.1 include/linux/mm.h:1549', '6.4.6 include/linux/mm.h:1917'],
      },
    ],
    returns: [
      {
        since: '6.0',
        until: '6.4',
        text: 'as is_pinnable_page(), and false for device-coherent memory',
      },
    ],
    sources: ['6.1.192 include/linux/mm.h:1648'],
  },
  {
    name: 'folio_is_longterm_pinnable',
    kind: 'query',
    tracking: null,
    since: '6.0',
    summary: 'whether a folio may be pinned for long where it is',
    signatures: [
      {
        since: '6.0',
        returns: 'bool',
        params: 'struct folio *folio',
        header: 'include/linux/mm.h',
        sources: ['6.0.1 include/linux/mm.h:1575', '7.1.5 include/linux/mm.h:2725'],
      },
    ],
    returns: [
      { since: '6.0', until: '6.4', text: 'wraps is_longterm_pinnable_page() on the head page' },
      {
        since: '6.5',
        text: 'false for CMA or isolated page blocks, ZONE_MOVABLE, device-coherent memory, and (6.17.0) file-system DAX; true for the zero folio',
      },
    ],
    sources: ['6.12.117 include/linux/mm.h:1993', '7.1.5 include/linux/mm.h:2745'],
  },
  {
    name: 'page_needs_cow_for_dma',
    kind: 'query',
    tracking: null,
    since: '5.12',
    removed: '6.8',
    successor: 'folio_needs_cow_for_dma()',
    summary: 'whether fork has to copy a page at once because it may be pinned',
    signatures: [
      {
        since: '5.12',
        until: '6.7',
        returns: 'bool',
        params: 'struct vm_area_struct *vma, struct page *page',
        header: 'include/linux/mm.h',
        sources: ['5.12.9 include/linux/mm.h:1312', '6.7.3 include/linux/mm.h:1956'],
      },
    ],
    returns: [
      {
        since: '5.12',
        until: '6.7',
        text: 'true when the mm ever pinned (has_pinned / MMF_HAS_PINNED) and the page may be pinned; fork then copies instead of sharing',
      },
    ],
    sources: ['5.12.9 include/linux/mm.h:1312'],
  },
  {
    name: 'folio_needs_cow_for_dma',
    kind: 'query',
    tracking: null,
    since: '6.8',
    summary: 'whether fork has to copy a folio at once because it may be pinned',
    signatures: [
      {
        since: '6.8',
        returns: 'bool',
        params: 'struct vm_area_struct *vma, struct folio *folio',
        header: 'include/linux/mm.h',
        sources: ['6.8.1 include/linux/mm.h:1967', '7.1.5 include/linux/mm.h:2690'],
      },
    ],
    sources: ['6.12.117 include/linux/mm.h:1958'],
  },
  {
    name: 'is_zero_page',
    kind: 'query',
    tracking: null,
    since: '6.5',
    backports: [{ seen: '6.1.192' }],
    summary: 'whether a page is the shared zero page',
    signatures: [
      {
        since: '6.5',
        returns: 'bool',
        params: 'const struct page *page',
        header: 'include/linux/mm.h',
        sources: ['6.5 include/linux/mm.h:1929', '7.1.5 include/linux/mm.h:2707'],
      },
    ],
    returns: [
      {
        since: '6.5',
        text: 'true for the permanent order-0 zero page(s), not for the huge zero folio',
      },
    ],
    notes: ['Introduced in 6.5 and backported: 6.1.192 has it, 6.1-rc7 and 6.4.6 do not.'],
    sources: [
      '6.5 include/linux/mm.h:1929',
      '6.1.192 include/linux/mm.h:1630',
      'patch zero-page:23',
      '6.1-rc7 include/linux/mm.h: no is_zero_page(',
    ],
  },
  {
    name: 'is_zero_folio',
    kind: 'query',
    tracking: null,
    since: '6.5',
    backports: [{ seen: '6.1.192' }],
    summary: 'whether a folio is the shared zero page',
    signatures: [
      {
        since: '6.5',
        returns: 'bool',
        params: 'const struct folio *folio',
        header: 'include/linux/mm.h',
        sources: ['6.5 include/linux/mm.h:1940', '7.1.5 include/linux/mm.h:2718'],
      },
    ],
    sources: ['6.5 include/linux/mm.h:1940'],
  },
  {
    name: 'gup_must_unshare',
    kind: 'query',
    tracking: null,
    mmInternal: true,
    since: '5.19',
    summary: 'whether a read-only pin has to unshare the page first',
    signatures: [
      {
        since: '5.19',
        until: '6.1',
        returns: 'bool',
        params: 'unsigned int flags, struct page *page',
        header: 'include/linux/mm.h',
        sources: ['5.19 include/linux/mm.h:3033', '6.1-rc7 include/linux/mm.h:3046'],
      },
      {
        since: '6.2',
        returns: 'bool',
        params: 'struct vm_area_struct *vma, unsigned int flags, struct page *page',
        header: 'mm/internal.h',
        sources: ['6.2.1 include/linux/mm.h:3186', '7.1.5 mm/internal.h:1671'],
      },
    ],
    returns: [
      {
        since: '5.19',
        until: '6.1',
        text: 'read-only FOLL_PIN of an anonymous page that is not exclusive',
      },
      {
        since: '6.2',
        text: 'additionally FOLL_LONGTERM on a non-anonymous page of a COW mapping (always yes in the fast path, where the VMA is unknown)',
      },
    ],
    sources: ['5.19 include/linux/mm.h:3033', '6.12.117 mm/internal.h:1373'],
  },
] as const satisfies readonly FunctionFact[];
