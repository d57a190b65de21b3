import type { Machine } from '../machine';
import { blocked } from '../steps';
import type { Steps } from '../steps';
import type { Mm } from '../world';

/** mmap_read_lock(): waits while another actor holds the lock for writing. */
export function* mmapReadLock(m: Machine, mm: Mm): Steps<void> {
  while (mm.mmapLock.writer) yield* wait(m);
  mm.mmapLock.readers++;
}

export function mmapReadUnlock(mm: Mm): void {
  mm.mmapLock.readers--;
}

/** mmap_write_lock(): waits until nobody else holds the lock. */
export function* mmapWriteLock(m: Machine, mm: Mm): Steps<void> {
  while (mm.mmapLock.writer || mm.mmapLock.readers > 0) yield* wait(m);
  mm.mmapLock.writer = true;
}

export function mmapWriteUnlock(mm: Mm): void {
  mm.mmapLock.writer = false;
}

/** Run straight through there is nobody to wait for: a held lock is a bug of ours. */
function* wait(m: Machine): Steps<void> {
  if (!m.watching) throw new Error('deadlock on mmap_lock');
  yield blocked(m, 'waits for mmap_lock');
}
