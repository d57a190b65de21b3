/** Rules about what pages are taken for: flags, kind of call, dirtying. */
import { type RuleFact } from './types';

export const USE_RULES = [
  {
    id: 'missing-dirty',
    title: 'Written, but not marked dirty',
    what: 'The pages were taken for writing and are given back on a path that may follow the write without marking them dirty, or are marked dirty where the call must not sleep, or before the device is done with them.',
    why: 'The page table entry was made writable for the CPU; a write through the kernel or a device leaves no dirty mark in it.',
    otherwise: [
      { text: 'Writeback or reclaim may drop the data: the write is lost, silently and rarely.' },
    ],
    fix: [
      { until: '5.1', text: 'set_page_dirty_lock() before put_page().' },
      { since: '5.2', text: 'For get: set_page_dirty_lock() before put_page().' },
      {
        since: '5.6',
        text: 'For pin: unpin_user_pages_dirty_lock(pages, n, true). Pass whether something was written, not a constant.',
      },
      {
        text: 'Both take the page lock and sleep; in interrupt context hand the pages to a work item.',
      },
    ],
    cases: [1, 5],
    severity: 'warning',
    sources: ['6.12.117 mm/gup.c:1412', '6.12.117 mm/gup.c:290', '6.12.117 block/bio.c:1563'],
  },
  {
    id: 'missing-FOLL_WRITE',
    title: 'Written without FOLL_WRITE',
    what: 'The kernel or a device writes to pages that were taken without FOLL_WRITE.',
    why: 'Without FOLL_WRITE the walk hands out pages the process may only read: shared after fork, the zero page, page cache of a private mapping.',
    otherwise: [
      {
        text: 'The write lands in a page others see, or in one the process will not look at. No error is reported.',
      },
    ],
    fix: [
      { until: '4.8', text: 'Pass write = 1.' },
      {
        since: '4.9',
        text: 'Pass FOLL_WRITE whenever the transfer fills user memory (a read from a file or device).',
      },
    ],
    cases: [],
    severity: 'warning',
    sources: ['6.12.117 lib/iov_iter.c:1808', '6.12.117 mm/gup.c:1273'],
  },
  {
    id: 'missing-FOLL_LONGTERM',
    title: 'A hold that ends under user control, without FOLL_LONGTERM',
    what: 'The pins outlive the system call and end only by another act of user space, but FOLL_LONGTERM is not passed.',
    why: 'Short pins may sit in CMA, ZONE_MOVABLE or file-system DAX, where the kernel relies on their going away soon.',
    otherwise: [
      {
        text: 'CMA allocations and memory hot-unplug fail for as long as the pins last; truncate of a DAX file waits.',
      },
    ],
    fix: [
      {
        until: '5.1',
        text: 'This release has no FOLL_LONGTERM: see get_user_pages_longterm() (4.15 to 5.1).',
      },
      {
        since: '5.2',
        until: '5.5',
        text: 'Pass FOLL_LONGTERM to get_user_pages() or get_user_pages_fast().',
      },
      {
        since: '5.6',
        text: 'Use a pin_user_pages*() call with FOLL_LONGTERM and expect -EOPNOTSUPP (DAX) and -ENOMEM (migration failed).',
      },
      {
        since: '6.5',
        text: 'With FOLL_WRITE also expect -EFAULT on shared mappings of ordinary files.',
      },
    ],
    cases: [2],
    severity: 'information',
    sources: ['6.12.117 include/linux/mm_types.h:1531', '6.12.117 include/linux/mm_types.h:1476'],
  },
  {
    id: 'gup-where-pin-needed',
    title: 'get_user_pages*() where the contents are written',
    what: 'Pages taken by a get call have their contents written by the kernel or accessed by a device.',
    why: 'A plain reference does not tell file systems and fork that somebody writes to the page behind their back; a pin does.',
    otherwise: [
      {
        text: 'Writeback may clean a page that is being written, so data is lost or checksums fail.',
      },
      {
        since: '5.9',
        text: 'After fork the owner may move to a copy while the device goes on writing to the old page.',
      },
    ],
    fix: [
      { until: '5.5', text: 'This release has no pin calls; there is nothing to convert to.' },
      {
        since: '5.6',
        text: 'Use the pin_user_pages*() call of the same name, and unpin on every path in the same patch.',
      },
    ],
    cases: [1, 2, 5],
    severity: 'warning',
    sources: [
      '6.12.117 Documentation/core-api/pin_user_pages.rst:194',
      '5.8.1 Documentation/core-api/pin_user_pages.rst:174',
    ],
  },
  {
    id: 'flags-illegal',
    title: 'Flags this call may not pass',
    what: 'The call passes a FOLL_* flag that the release refuses there, does not define, or keeps for mm/ itself.',
    why: 'The kernel warns and refuses the call, or the code does not compile; which of the two depends on the release.',
    otherwise: [
      { until: '5.2', text: 'Unknown bits are ignored by the fast calls.' },
      { since: '5.3', until: '6.2', text: 'Refused flags: WARN_ON_ONCE and -EINVAL.' },
      {
        since: '6.3',
        text: 'Refused flags: WARN_ON_ONCE and -EINVAL, but 0 from pin_user_pages(), pin_user_pages_remote() and pin_user_pages_unlocked(): code that tests only for < 0 goes on with an unfilled array.',
      },
    ],
    fix: [
      { since: '5.6', text: 'Leave out FOLL_PIN and FOLL_GET: the choice of the call says it.' },
      { since: '5.10', text: 'FOLL_LONGTERM goes with pin calls only.' },
      { since: '5.3', text: 'Give the *_fast calls only flags on their allow list.' },
      { text: 'Write names, not numbers: values changed in 6.3, and 0x80 has had three meanings.' },
    ],
    cases: [],
    severity: 'error',
    sources: ['6.12.117 mm/gup.c:2595', '6.12.117 mm/gup.c:3445', '5.10.7 mm/gup.c:1732'],
  },
  {
    id: 'missing-mmap-lock',
    title: 'Called without mmap_lock',
    what: 'get_user_pages(), pin_user_pages() or a *_remote() call is reached without mmap_lock, or an *_unlocked() or *_fast() call with it.',
    why: 'The slow calls walk the VMAs, which may go away without the lock; the others take it themselves and would deadlock.',
    otherwise: [
      {
        until: '6.2',
        text: 'Nothing warns without CONFIG_LOCKDEP checks elsewhere; a concurrent munmap corrupts the walk.',
      },
      {
        since: '6.3',
        text: 'mmap_assert_locked() in the walk reports it with lockdep or CONFIG_DEBUG_VM.',
      },
    ],
    fix: [
      { until: '5.7', text: 'down_read(&mm->mmap_sem) around the call, or the *_unlocked() call.' },
      { since: '5.8', text: 'mmap_read_lock(mm) around the call, or the *_unlocked() call.' },
      { text: 'With a locked pointer: set it to 1, and unlock afterwards only if it still is.' },
    ],
    cases: [],
    severity: 'warning',
    sources: ['6.12.117 mm/gup.c:1744', '6.12.117 mm/process_vm_access.c:109'],
  },
  {
    id: 'removed-api',
    title: 'A call this release no longer has, or does not have yet',
    what: 'The code uses a GUP function outside the releases that have it, or with the arguments of another release.',
    why: 'It does not compile there; for out-of-tree code the name also tells which release it was written for.',
    otherwise: [{ text: 'The build fails, or with other arguments compiles only by luck.' }],
    fix: [{ text: 'Use the successor the message names, with the argument list of the release.' }],
    cases: [],
    severity: 'error',
    sources: [
      '5.6.4 include/linux/mm.h: no put_user_page(',
      '6.12.117 mm/gup.c: no struct page *follow_page(',
    ],
  },
] as const satisfies readonly RuleFact[];
