/** Rules about giving pages back: with the right call, on every path, once, and as many as held. */
import { type RuleFact } from './types';

export const RELEASE_RULES = [
  {
    id: 'wrong-release-api',
    title: 'Pages given back with the wrong call',
    what: 'Pages taken by a pin call are given back with a put call, or pages taken by a get call with an unpin call.',
    why: 'FOLL_GET and FOLL_PIN count differently, so the count of the page is wrong from then on.',
    otherwise: [
      {
        until: '5.6',
        text: 'Nothing visible: pins are plain references up to 5.6. From 5.7 on the count is corrupted.',
      },
      {
        since: '5.7',
        text: 'Pin, then put: 1 of 1024 is dropped, the page leaks and goes on looking pinned (on a large folio the pin counter stays up).',
      },
      {
        since: '5.7',
        text: 'Get, then unpin: 1024 references are dropped where 1 was taken; the page may be freed under its users.',
      },
    ],
    fix: [
      { text: 'After get_user_pages*(): put_page(), folio_put() or release_pages().' },
      {
        since: '5.6',
        text: 'After pin_user_pages*(): unpin_user_page(), unpin_user_pages() or unpin_user_pages_dirty_lock().',
      },
      {
        since: '6.3',
        text: 'After iov_iter_extract_pages(): unpin only when iov_iter_extract_will_pin() is true.',
      },
      { since: '6.11', text: 'After memfd_pin_folios(): unpin_folio() or unpin_folios().' },
    ],
    cases: [],
    severity: 'error',
    sources: [
      '6.12.117 include/linux/mm_types.h:1492',
      '5.7.14 mm/gup.c:225',
      '6.12.117 mm/gup.c:107',
    ],
  },
  {
    id: 'leak-on-error',
    title: 'Pages held when a later step fails',
    what: 'A path on which a step after the acquire fails leaves the function with pages still held.',
    why: 'User space can usually provoke the failure again and again; every round keeps pages from being freed, migrated or swapped.',
    otherwise: [
      { text: 'The pages stay referenced until reboot.' },
      {
        since: '5.7',
        text: 'With pins, nr_foll_pin_released lags behind nr_foll_pin_acquired for good.',
      },
    ],
    fix: [
      {
        text: 'Give back exactly what the acquire returned before the return, or jump to the label that does.',
      },
    ],
    cases: [],
    severity: 'error',
    sources: ['6.12.117 mm/gup.c:417', '6.12.117 net/xdp/xdp_umem.c:109'],
  },
  {
    id: 'leak-on-partial',
    title: 'A short result is dropped',
    what: 'The call returned fewer pages than asked for and the path leaves without giving those back.',
    why: 'GUP returns a short count, not an error, when it fails after the first page: the caller owns those pages.',
    otherwise: [
      {
        text: 'The pages that were obtained leak. Any bad address in the middle of a buffer does it.',
      },
    ],
    fix: [
      {
        text: 'Tell three results apart: negative (nothing held), short (give back that many), complete. Entries beyond the count are not initialised.',
      },
    ],
    cases: [],
    severity: 'error',
    sources: ['6.12.117 io_uring/rsrc.c:125', '6.12.117 net/xdp/xdp_umem.c:109'],
  },
  {
    id: 'leak-on-success',
    title: 'Pages never given back',
    what: 'The function succeeds and neither gives the pages back nor stores them where somebody could.',
    why: 'Nobody has a pointer to the pages any more, so nobody can release them.',
    otherwise: [{ text: 'Every successful call leaks the pages it took.' }],
    fix: [
      {
        text: 'Give the pages back when the work on them is done, or store them with their owner.',
      },
    ],
    cases: [],
    severity: 'error',
    sources: ['6.12.117 mm/gup.c:1412', '6.12.117 mm/gup.c:417'],
  },
  {
    id: 'double-release',
    title: 'Pages given back twice',
    what: 'On one path the same pages are given back twice, or by the callee and again by the caller.',
    why: 'The second release drops a reference that somebody else holds.',
    otherwise: [
      { text: 'The page can be freed while it is still mapped or under I/O: use after free.' },
    ],
    fix: [{ text: 'Let one owner release; clear the count or the pointer when it did.' }],
    cases: [],
    severity: 'error',
    sources: ['6.12.117 mm/gup.c:107', '6.12.117 include/linux/mm.h:1474'],
  },
  {
    id: 'release-count-mismatch',
    title: 'Released as many as asked for, not as many as held',
    what: 'The release is given a count that is not the number of pages held, for example the requested count after a short result.',
    why: 'Entries beyond the returned count were never filled in.',
    otherwise: [
      { text: 'Too many: uninitialised or stale pointers are released. Too few: the rest leaks.' },
      {
        since: '6.12.117',
        until: '6.12',
        text: 'unpin_user_pages() of this stable series skips NULL entries, which hides it in a zeroed array.',
      },
    ],
    fix: [
      {
        text: 'Pass the number the acquire returned; in a loop over batches, the sum of what was obtained.',
      },
    ],
    cases: [],
    severity: 'error',
    sources: ['6.12.117 mm/gup.c:417', '6.12.117 mm/gup.c:1580'],
  },
  {
    id: 'negative-return-used-as-count',
    title: 'An errno used as a number of pages',
    what: 'The result of the acquire may be negative and reaches a place that takes it for a count.',
    why: 'The result is signed (long, or int from the *_fast calls); an unsigned variable or comparison hides the error.',
    otherwise: [
      { until: '5.9', text: 'unpin_user_pages() loops over a huge unsigned count.' },
      {
        since: '5.10',
        text: 'unpin_user_pages() warns and does nothing; other releases and loops run over a huge count.',
      },
    ],
    fix: [
      {
        text: 'Keep the result in a signed variable of its type and test for < 0 before anything else.',
      },
    ],
    cases: [],
    severity: 'error',
    sources: [
      '5.10.7 mm/gup.c:300',
      '5.9.1 mm/gup.c: no IS_ERR_VALUE(npages)',
      '6.12.117 include/linux/mm.h:2585',
    ],
  },
] as const satisfies readonly RuleFact[];
