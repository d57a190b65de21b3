import { EINVAL } from '../errno';
import type { AdviceName } from './advice';
import type { Machine } from '../machine';
import { mmapReadLock, mmapReadUnlock, mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import {
  has,
  VM_DONTCOPY,
  VM_HUGEPAGE,
  VM_IO,
  VM_MERGEABLE,
  VM_NOHUGEPAGE,
  VM_SHARED,
  VM_WIPEONFORK,
  vmasIn,
} from '../mm/vma';
import { isolateRange, mergeVmas } from '../mm/vmaRange';
import { zapRange } from '../mm/zap';
import { kernelFunction } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';

/** How a piece of advice changes vm_flags (madvise_vma_behavior()). */
const FLAG_ADVICE: Partial<Record<AdviceName, (vma: Vma) => number>> = {
  HUGEPAGE: (vma) => (vma.flags & ~VM_NOHUGEPAGE) | VM_HUGEPAGE,
  NOHUGEPAGE: (vma) => (vma.flags & ~VM_HUGEPAGE) | VM_NOHUGEPAGE,
  DONTFORK: (vma) => vma.flags | VM_DONTCOPY,
  DOFORK: (vma) => (has(vma, VM_IO) ? vma.flags : vma.flags & ~VM_DONTCOPY),
  WIPEONFORK: (vma) => (vma.ops !== null || has(vma, VM_SHARED) ? -1 : vma.flags | VM_WIPEONFORK),
  KEEPONFORK: (vma) => vma.flags & ~VM_WIPEONFORK,
  MERGEABLE: (vma) => vma.flags | VM_MERGEABLE,
  UNMERGEABLE: (vma) => vma.flags & ~VM_MERGEABLE,
};

function* adviseFlags(
  m: Machine,
  change: (vma: Vma) => number,
  start: number,
  end: number,
): Steps<number> {
  const { mm } = m.current;
  yield* mmapWriteLock(m, mm);
  let error = 0;
  for (const vma of yield* isolateRange(m, mm, start, end)) {
    const flags = change(vma);
    if (flags === -1) error = -EINVAL;
    else vma.flags = flags;
  }
  mergeVmas(mm, start, end);
  mmapWriteUnlock(mm);
  return error;
}

/** One piece of advice that acts on the pages at once, on the part of a VMA it was given for. */
export type Advice = (m: Machine, vma: Vma, start: number, end: number) => Steps<number>;

/** madvise_dontneed_single_vma(). */
function* dontneed(m: Machine, vma: Vma, start: number, end: number): Steps<number> {
  yield* zapRange(m, vma, start, end);
  return 0;
}

const ACTIONS: Partial<Record<AdviceName, Advice>> = { DONTNEED: dontneed };

/** madvise(). */
export const madvise = kernelFunction(
  'do_madvise',
  function* (m, start: number, end: number, advice: AdviceName) {
    const change = FLAG_ADVICE[advice];
    if (change !== undefined) return yield* adviseFlags(m, change, start, end);
    const act = ACTIONS[advice];
    if (act === undefined) return -EINVAL;
    const { mm } = m.current;
    yield* mmapReadLock(m, mm);
    let result = 0;
    for (const vma of vmasIn(mm, start, end)) {
      result = yield* act(m, vma, Math.max(start, vma.start), Math.min(end, vma.end));
      if (result !== 0) break;
    }
    mmapReadUnlock(mm);
    return result;
  },
);
