import { EINVAL, ENOMEM } from '../errno';
import type { AdviceName } from './advice';
import { faultinPageRange } from '../gup/populate';
import type { Locked } from '../gup/slow';
import type { Machine } from '../machine';
import { mmapReadLock, mmapReadUnlock, mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import {
  has,
  isVmHugetlbPage,
  VM_DONTCOPY,
  VM_DONTEXPAND,
  VM_HUGEPAGE,
  VM_HUGETLB,
  VM_IO,
  VM_MAYSHARE,
  VM_MERGEABLE,
  VM_MIXEDMAP,
  VM_LOCKED,
  VM_NOHUGEPAGE,
  VM_PFNMAP,
  VM_RAND_READ,
  VM_SEQ_READ,
  VM_SHARED,
  VM_WIPEONFORK,
  vmasIn,
} from '../mm/vma';
import { PTRS } from '../mm/pageTables';
import { pmdStart } from '../mm/thp';
import { isolateRange, maySplit, mergeVmas } from '../mm/vmaRange';
import { zapRange } from '../mm/zap';
import { madviseCold, madvisePageout } from '../reclaim/madvise';
import { kernelFunction } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import { madviseCollapse } from './collapse';
import { madviseFree } from './madviseFree';
import { unmergeKsmPages } from './ksm';
import { madviseRemove } from './madviseRemove';
import { madviseWillneed } from './madviseWillneed';

/** vma_ksm_compatible(): advice for other mappings is ignored. */
const NOT_MERGEABLE =
  VM_SHARED | VM_MAYSHARE | VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_HUGETLB | VM_MIXEDMAP;

/** How a piece of advice changes vm_flags (madvise_vma_behavior()). */
const FLAG_ADVICE: Partial<Record<AdviceName, (vma: Vma) => number>> = {
  NORMAL: (vma) => vma.flags & ~(VM_RAND_READ | VM_SEQ_READ),
  SEQUENTIAL: (vma) => (vma.flags & ~VM_RAND_READ) | VM_SEQ_READ,
  RANDOM: (vma) => (vma.flags & ~VM_SEQ_READ) | VM_RAND_READ,
  HUGEPAGE: (vma) => (vma.flags & ~VM_NOHUGEPAGE) | VM_HUGEPAGE,
  NOHUGEPAGE: (vma) => (vma.flags & ~VM_HUGEPAGE) | VM_NOHUGEPAGE,
  DONTFORK: (vma) => vma.flags | VM_DONTCOPY,
  DOFORK: (vma) => (has(vma, VM_IO) ? -1 : vma.flags & ~VM_DONTCOPY),
  WIPEONFORK: (vma) => (vma.ops !== null || has(vma, VM_SHARED) ? -1 : vma.flags | VM_WIPEONFORK),
  KEEPONFORK: (vma) => vma.flags & ~VM_WIPEONFORK,
  MERGEABLE: (vma) => (has(vma, NOT_MERGEABLE) ? vma.flags : vma.flags | VM_MERGEABLE),
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
  let error = maySplit(mm, start, end);
  const vmas = error === 0 ? yield* isolateRange(m, mm, start, end) : [];
  for (const vma of vmas) {
    const flags = change(vma);
    if (has(vma, VM_MERGEABLE) && !(flags & VM_MERGEABLE)) yield* unmergeKsmPages(m, vma);
    if (flags === -1) error = -EINVAL;
    else vma.flags = flags;
  }
  mergeVmas(mm, start, end);
  mmapWriteUnlock(mm);
  return error;
}

/** One piece of advice that acts on the pages at once, on the part of a VMA it was given for. */
export type Advice = (m: Machine, vma: Vma, start: number, end: number) => Steps<number>;

/** madvise_dontneed_free_valid_vma(): locked pages are not given up by accident. */
const mayDrop = (vma: Vma, forbidden: number): boolean =>
  isVmHugetlbPage(vma) || !has(vma, VM_PFNMAP | forbidden);

/** madvise_dontneed_single_vma(). */
const dontneed = (forbidden: number): Advice =>
  function* (m, vma, start, end) {
    const hugetlb = isVmHugetlbPage(vma);
    if (!mayDrop(vma, forbidden) || (hugetlb && start % PTRS !== 0)) return -EINVAL;
    // A huge page that is asked for in part stays.
    yield* zapRange(m, vma, start, hugetlb ? pmdStart(end) : end);
    return 0;
  };

function* free(m: Machine, vma: Vma, start: number, end: number): Steps<number> {
  if (isVmHugetlbPage(vma) || !mayDrop(vma, VM_LOCKED)) return -EINVAL;
  return yield* madviseFree(m, vma, start, end);
}

/** madvise_populate(): faults in the whole range, as reading or writing it would. */
function* populate(m: Machine, start: number, end: number, write: boolean): Steps<number> {
  const { mm } = m.current;
  const locked: Locked = { held: true };
  yield* mmapReadLock(m, mm);
  let result = 0;
  for (let next = start; next < end && result >= 0; next += result) {
    result = yield* faultinPageRange(m, next, end, write, locked);
    if (!locked.held) yield* mmapReadLock(m, mm);
    locked.held = true;
  }
  mmapReadUnlock(mm);
  return Math.min(result, 0);
}

const ACTIONS: Partial<Record<AdviceName, Advice>> = {
  DONTNEED: dontneed(VM_LOCKED),
  DONTNEED_LOCKED: dontneed(0),
  FREE: free,
  WILLNEED: madviseWillneed,
  REMOVE: madviseRemove,
  COLD: madviseCold,
  PAGEOUT: madvisePageout,
  COLLAPSE: madviseCollapse,
};

/** madvise(). */
export const madvise = kernelFunction(
  'do_madvise',
  function* (m, start: number, end: number, advice: AdviceName) {
    const change = FLAG_ADVICE[advice];
    if (change !== undefined) return yield* adviseFlags(m, change, start, end);
    if (advice === 'POPULATE_READ' || advice === 'POPULATE_WRITE')
      return yield* populate(m, start, end, advice === 'POPULATE_WRITE');
    const act = ACTIONS[advice];
    if (act === undefined) return -EINVAL;
    const { mm } = m.current;
    yield* mmapReadLock(m, mm);
    let covered = start;
    let unmapped = 0;
    let result = 0;
    for (const vma of vmasIn(mm, start, end)) {
      // What is not mapped is passed over, and said at the end.
      if (vma.start > covered) unmapped = -ENOMEM;
      covered = vma.end;
      result = yield* act(m, vma, Math.max(start, vma.start), Math.min(end, vma.end));
      if (result !== 0) break;
    }
    mmapReadUnlock(mm);
    if (result !== 0) return result;
    return covered < end ? -ENOMEM : unmapped;
  },
);
