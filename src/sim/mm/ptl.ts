import type { Machine } from '../machine';
import { blocked } from '../steps';
import type { Steps } from '../steps';
import type { Mm } from '../world';

/**
 * The page table locks of an address space, as one lock (the kernel has one for each table). Only watched machines take
 * them, since only there another actor may come in between: `if (m.watching) yield* lockPtl(m, mm)`.
 */
export function* lockPtl(m: Machine, mm: Mm): Steps<void> {
  while (mm.ptl.holder !== '' && mm.ptl.holder !== m.stack.actor)
    yield blocked(m, 'waits for the page table lock');
  mm.ptl.holder = m.stack.actor;
  mm.ptl.depth++;
  m.stack.locks++;
}

export function unlockPtl(m: Machine, mm: Mm): void {
  mm.ptl.depth--;
  m.stack.locks--;
  if (mm.ptl.depth === 0) mm.ptl.holder = '';
}

/** Runs a section under the lock. */
export function* underPtl<T>(m: Machine, mm: Mm, section: () => Steps<T>): Steps<T> {
  if (!m.watching) return yield* section();
  yield* lockPtl(m, mm);
  const result = yield* section();
  unlockPtl(m, mm);
  return result;
}
