/** Sentences and lists that several functions share. */

export const BYTES_NOT_FAULTED_IN = 'number of bytes NOT faulted in; 0 means all of it';
export const ERRNOS =
  '-EFAULT (no VMA, VM_IO/VM_PFNMAP, permission, secretmem 5.14+, FOLL_ANON, fault failure), -ENOMEM (fault out of memory, or the reference count is unusable), -EHWPOISON (only with FOLL_HWPOISON), -EINTR (fatal signal; -ERESTARTSYS up to 5.6), -EOPNOTSUPP (FOLL_LONGTERM on file-system DAX), -EEXIST (5.18+: special entry without struct page while a pages array is given), -EREMOTEIO (6.2+: P2PDMA page without FOLL_PCI_P2PDMA), -EINVAL (refused flags), -EAGAIN (6.3+: the killable lock attempt was interrupted in a call that takes mmap_lock itself)';
export const LOCK_FAST =
  'tries a lockless walk with interrupts off, then falls back to taking mmap_lock; must not be called with mmap_lock held, may sleep';
export const LOCK_HELD_AND_KEPT =
  'mmap_lock (mmap_sem up to 5.7) of the target mm must be held, read mode is enough; this call never drops it';
export const LOCK_MAY_BE_DROPPED =
  'mmap_lock must be held on entry. With locked == NULL it stays held. With a locked pointer it must be held in read mode and *locked must be 1; on return *locked == 0 means it was dropped and the caller must not unlock.';
export const LOCK_TAKEN_INSIDE =
  'takes and releases mmap_lock itself; must be called without holding it and from a context that may sleep';
export const PAGES_OBTAINED =
  'number of pages obtained, which may be smaller than nr_pages; a negative errno only when nothing was obtained. A caller that keeps a short result owns exactly the first N entries and has to release those.';
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
