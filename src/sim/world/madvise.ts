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
  vmaLookup,
  vmasIn,
} from '../mm/vma';
import { PTRS } from '../mm/pageTables';
import { pmdStart } from '../mm/thp';
import { isolateRange, maySplit, mergeVmas } from '../mm/vmaRange';
import { zapRange } from '../mm/zap';
import { madviseCold, madvisePageout } from '../reclaim/madvise';
import { kernelFunction } from '../steps';
import type { Steps } from '../steps';
import type { Mm, Vma } from '../world';
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

/** madvise_populate(): faults in a range, as reading or writing it would. mmap_lock is held for reading. */
const populate = (write: boolean): Advice =>
  function* (m, { mm }, start, end) {
    const locked: Locked = { held: true };
    let result = 0;
    for (let next = start; next < end && result >= 0; next += result) {
      result = yield* faultinPageRange(m, mm, next, end, write, locked);
      if (!locked.held) yield* mmapReadLock(m, mm);
      locked.held = true;
    }
    return Math.min(result, 0);
  };

const ACTIONS: Partial<Record<AdviceName, Advice>> = {
  DONTNEED: dontneed(VM_LOCKED),
  DONTNEED_LOCKED: dontneed(0),
  FREE: free,
  WILLNEED: madviseWillneed,
  REMOVE: madviseRemove,
  COLD: madviseCold,
  PAGEOUT: madvisePageout,
  COLLAPSE: madviseCollapse,
  POPULATE_READ: populate(false),
  POPULATE_WRITE: populate(true),
};

/** madvise_update_vma() for the part of a VMA that the advice is for. */
const adviseFlags = (change: (vma: Vma) => number): Advice =>
  function* (m, vma, start, end) {
    const flags = change(vma);
    if (flags === -1) return -EINVAL;
    if (flags === vma.flags) return 0;
    const error = maySplit(vma.mm, start, end);
    if (error !== 0) return error;
    const [part] = yield* isolateRange(m, vma.mm, start, end);
    if (has(vma, VM_MERGEABLE) && !(flags & VM_MERGEABLE)) yield* unmergeKsmPages(m, part);
    part.flags = flags;
    return 0;
  };

/** madvise_walk_vmas(): up to the first error. What is not mapped is passed over, and said at the end. */
function* madviseWalkVmas(
  m: Machine,
  mm: Mm,
  start: number,
  end: number,
  visit: Advice,
): Steps<number> {
  let covered = start;
  let unmapped = 0;
  for (const vma of vmasIn(mm, start, end)) {
    if (vma.start > covered) unmapped = -ENOMEM;
    covered = vma.end;
    const error = yield* visit(m, vma, Math.max(start, vma.start), Math.min(end, vma.end));
    if (error !== 0) return error;
  }
  return covered < end ? -ENOMEM : unmapped;
}

/** Advice that goes over the whole range at once, and ends where nothing is mapped. */
function* overAll(m: Machine, mm: Mm, start: number, end: number, advice: Advice): Steps<number> {
  const vma = vmaLookup(mm, start);
  return vma === null ? -ENOMEM : yield* advice(m, vma, start, end);
}

/** madvise(). */
export const madvise = kernelFunction(
  'do_madvise',
  function* (m, start: number, end: number, advice: AdviceName) {
    if (m.profile.unknownAdvice.has(advice)) return -EINVAL;
    if (start === end) return 0;
    const { mm } = m.current;
    const change = FLAG_ADVICE[advice];
    if (change !== undefined) {
      yield* mmapWriteLock(m, mm);
      const result = yield* madviseWalkVmas(m, mm, start, end, adviseFlags(change));
      mergeVmas(mm, start, end);
      mmapWriteUnlock(mm);
      return result;
    }
    const act = ACTIONS[advice];
    if (act === undefined) return -EINVAL;
    yield* mmapReadLock(m, mm);
    const atOnce = advice.startsWith('POPULATE') && m.profile.populatesAcrossVmas;
    const result = yield* (atOnce ? overAll : madviseWalkVmas)(m, mm, start, end, act);
    mmapReadUnlock(mm);
    return result;
  },
);
