/** Sentences and lists that several functions share. */
import { type RangedText } from '../release';

export const BYTES_NOT_FAULTED_IN = 'number of bytes NOT faulted in; 0 means all of it';
export const LOCK_FAST =
  'tries a lockless walk with interrupts off, then falls back to taking mmap_lock; must not be called with mmap_lock held, may sleep';
export const LOCK_HELD_AND_KEPT =
  'mmap_lock of the target mm must be held (mmap_sem up to 5.7), read mode is enough; this call never drops it';
export const LOCK_MAY_BE_DROPPED =
  'mmap_lock must be held on entry. With locked == NULL it stays held. With a locked pointer it must be held in read mode and *locked must be 1; on return *locked == 0 means it was dropped and the caller must not unlock.';
export const LOCK_TAKEN_INSIDE =
  'takes and releases mmap_lock itself; must be called without holding it and from a context that may sleep';
export const PAGES_OBTAINED =
  'pages obtained, perhaps fewer than asked; a negative errno only when none. The caller owns exactly the first N entries';
export const PLACEHOLDER_5_6 =
  'placeholder: forwards to the matching get_user_pages*() call, so the pages carry a plain reference';
export const REFUSED_GIVES_0 =
  '0, not an errno, when the arguments or flags are refused (after a WARN_ON_ONCE)';
export const ZERO_WARNS =
  '0 only for nr_pages == 0 or with FOLL_NOWAIT; any other empty result becomes WARN_ON_ONCE and -EFAULT';
export const ZERO_WITHOUT_WARNING =
  '0 for nr_pages == 0; 0 is also possible when the fault has to be retried with FOLL_NOWAIT';
export const PUT_CALLS = ['put_page', 'folio_put', 'release_pages'] as const;
export const UNPIN_CALLS = [
  'unpin_user_page',
  'unpin_user_pages',
  'unpin_user_pages_dirty_lock',
  'unpin_user_page_range_dirty_lock',
  'unpin_user_folio',
] as const;
export const PIN_CALLS = [
  'pin_user_pages',
  'pin_user_pages_fast',
  'pin_user_pages_remote',
  'pin_user_pages_unlocked',
  'pin_user_pages_locked',
  'pin_user_pages_fast_only',
  'iov_iter_extract_pages (user-backed iterators)',
] as const;

/** The errnos of the slow path, and when each came. */
export const ERRNOS: readonly RangedText[] = [
  { since: '4.9', text: '-EFAULT: no VMA, VM_IO or VM_PFNMAP, permission, or the fault failed' },
  { since: '5.14', text: '-EFAULT: secretmem' },
  { since: '4.9', text: '-ENOMEM: out of memory in the fault, or the reference count is unusable' },
  { since: '4.9', text: '-EHWPOISON: poisoned page, with FOLL_HWPOISON (else -EFAULT)' },
  { since: '4.9', until: '5.6', text: '-ERESTARTSYS: fatal signal' },
  { since: '5.7', text: '-EINTR: fatal signal' },
  { since: '5.2', text: '-EOPNOTSUPP: FOLL_LONGTERM on file-system DAX' },
  { since: '5.2', text: '-EINVAL: refused flags' },
  { since: '5.18', text: '-EEXIST: entry without struct page while a pages array is given' },
  { since: '6.2', text: '-EREMOTEIO: peer-to-peer page without FOLL_PCI_P2PDMA' },
  { since: '6.3', text: '-EAGAIN: waiting for mmap_lock was interrupted in a call that takes it' },
];
