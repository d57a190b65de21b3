import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import {
  findVma,
  has,
  VM_IO,
  VM_LOCKONFAULT,
  VM_PFNMAP,
  VM_SHARED,
  VM_WRITE,
  vmaIsAccessible,
} from '../mm/vma';
import { kernelFunction } from '../steps';
import type { Mm, Vma } from '../world';
import {
  FOLL_FORCE,
  FOLL_HWPOISON,
  FOLL_MADV_POPULATE,
  FOLL_MLOCK,
  FOLL_POPULATE,
  FOLL_TOUCH,
  FOLL_UNLOCKABLE,
  FOLL_WRITE,
} from './follFlags';
import { getUserPagesLocked } from './locked';
import { getUserPagesInner } from './slow';
import type { Locked } from './slow';

/** FOLL_* flags to populate a VMA with; null when there is nothing to do. */
export type PopulateFlags = (vma: Vma) => number | null;

function touches(vma: Vma): number {
  // A private writable mapping gets its pages at once; a shared one would be dirtied for nothing.
  const write = has(vma, VM_WRITE) && !has(vma, VM_SHARED);
  return FOLL_TOUCH | (write ? FOLL_WRITE : 0) | (vmaIsAccessible(vma) ? FOLL_FORCE : 0);
}

/** Since 5.18. */
export const populates: PopulateFlags = (vma) => (has(vma, VM_LOCKONFAULT) ? null : touches(vma));

/** Until 5.17 the same walk does the work of mlock(). */
export const populatesAndLocks: PopulateFlags = (vma) =>
  touches(vma) | FOLL_MLOCK | (has(vma, VM_LOCKONFAULT) ? 0 : FOLL_POPULATE);

/** populate_vma_page_range(): faults in part of a VMA; the number of pages, or a negative errno. */
export const populateVmaPageRange = kernelFunction(
  'populate_vma_page_range',
  function* (m, vma: Vma, start: number, end: number, locked: Locked | null) {
    const flags = m.profile.populateFlags(vma);
    if (flags === null) return end - start;
    return yield* getUserPagesInner(
      m,
      vma.mm,
      start,
      end - start,
      locked === null ? flags : flags | FOLL_UNLOCKABLE,
      null,
      locked ?? { held: true },
    );
  },
);

/** __mm_populate(): faults in a range, for mlock() and MAP_POPULATE. 0 or the first error. */
export const mmPopulate = kernelFunction(
  '__mm_populate',
  function* (m, start: number, end: number, ignoreErrors: boolean) {
    const { mm } = m.current;
    const locked: Locked = { held: false };
    let result = 0;
    for (let next = start; next < end;) {
      if (!locked.held) {
        yield* mmapReadLock(m, mm);
        locked.held = true;
      }
      const vma = findVma(mm, next);
      if (vma === null || vma.start >= end) break;
      const stop = Math.min(end, vma.end);
      if (has(vma, VM_IO | VM_PFNMAP)) {
        next = stop;
        continue;
      }
      const from = Math.max(next, vma.start);
      result = yield* populateVmaPageRange(m, vma, from, stop, locked);
      if (result < 0 && !ignoreErrors) break;
      next = result < 0 ? stop : from + result;
      result = 0;
    }
    if (locked.held) mmapReadUnlock(mm);
    return result;
  },
);

/** faultin_page_range(): MADV_POPULATE_READ and _WRITE. Called and returns with mmap_lock held if `locked` says so. */
export const faultinPageRange = kernelFunction(
  'faultin_page_range',
  function* (m, mm: Mm, start: number, end: number, write: boolean, locked: Locked) {
    const flags = FOLL_TOUCH | FOLL_HWPOISON | FOLL_UNLOCKABLE | FOLL_MADV_POPULATE;
    return yield* getUserPagesLocked(
      m,
      mm,
      start,
      end - start,
      null,
      locked,
      write ? flags | FOLL_WRITE : flags,
    );
  },
);
