import { EAGAIN, EBUSY, EEXIST, EFAULT, EINTR, EINVAL, EMLINK, ENOENT, ENOMEM } from '../errno';
import {
  FAULT_FLAG_ALLOW_RETRY,
  FAULT_FLAG_INTERRUPTIBLE,
  FAULT_FLAG_KILLABLE,
  FAULT_FLAG_REMOTE,
  FAULT_FLAG_RETRY_NOWAIT,
  FAULT_FLAG_TRIED,
  FAULT_FLAG_UNSHARE,
  FAULT_FLAG_WRITE,
  VM_FAULT_COMPLETED,
  VM_FAULT_ERROR,
  VM_FAULT_RETRY,
  VM_FAULT_WRITE,
  vmFaultToErrno,
} from '../fault/faultFlags';
import { handleMmFault } from '../fault/handle';
import { has, isVmHugetlbPage, VM_WRITE } from '../mm/vma';
import { mmapReadUnlock } from '../mm/mmapLock';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Mm, Vma } from '../world';
import { skipsWhatIsNotThere } from './oldFlags';
import { getGatePage, inGateArea } from './gate';
import { followPageMask } from './follow';
import type { FollowContext } from './follow';
import {
  FOLL_COW,
  FOLL_INTERRUPTIBLE,
  FOLL_MADV_POPULATE,
  FOLL_NOFAULT,
  FOLL_NOWAIT,
  FOLL_REMOTE,
  FOLL_TRIED,
  FOLL_UNLOCKABLE,
  FOLL_WRITE,
} from './follFlags';
import { followHugetlbPage } from './followHugetlb';
import { gupPutFolio, tryGrabFolio } from './grab';

/** Where the pages go: slot `at + i` of the list; null when the caller wants none. */
export interface PageSlots {
  readonly list: number[];
  readonly at: number;
}

export const slotsFrom = (slots: PageSlots | null, n: number): PageSlots | null =>
  slots === null ? null : { list: slots.list, at: slots.at + n };

/** `int *locked`: is mmap_lock held? A fault may drop it. */
export interface Locked {
  held: boolean;
}

/** Far more faults on one page than any walk needs that gets on. */
const MOST_FAULTS = 100;

/** What faultin_page() answers: 0, a negative errno, and whether COW was broken for a forced write. */
interface Faulted {
  readonly error: number;
  readonly cowBroken: boolean;
}

/** faultin_page(): one fault on behalf of the walk. */
const faultinPage = kernelFunction(
  'faultin_page',
  function* (
    m,
    vma: Vma,
    address: number,
    flags: number,
    unshare: boolean,
    locked: Locked,
  ): Steps<Faulted> {
    if (skipsWhatIsNotThere(flags)) return { error: -ENOENT, cowBroken: false };
    if (flags & FOLL_NOFAULT) return { error: -EFAULT, cowBroken: false };
    let fault = 0;
    if (flags & FOLL_WRITE) fault |= FAULT_FLAG_WRITE;
    if (flags & FOLL_REMOTE) fault |= FAULT_FLAG_REMOTE;
    if (flags & FOLL_UNLOCKABLE) {
      fault |= FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE;
      if (flags & FOLL_INTERRUPTIBLE) fault |= FAULT_FLAG_INTERRUPTIBLE;
    }
    if (flags & FOLL_NOWAIT) fault |= FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_RETRY_NOWAIT;
    if (flags & FOLL_TRIED) fault |= FAULT_FLAG_TRIED;
    if (unshare) fault |= FAULT_FLAG_UNSHARE;
    const result = yield* handleMmFault(m, vma, address, fault);
    const cowBroken = (result & VM_FAULT_WRITE) !== 0;
    if (result & VM_FAULT_COMPLETED) {
      mmapReadUnlock(vma.mm);
      locked.held = false;
      return { error: -EAGAIN, cowBroken };
    }
    if (result & VM_FAULT_ERROR) return { error: vmFaultToErrno(result, flags), cowBroken };
    if (result & VM_FAULT_RETRY) {
      if (!(fault & FAULT_FLAG_RETRY_NOWAIT)) {
        mmapReadUnlock(vma.mm);
        locked.held = false;
      }
      return { error: -EBUSY, cowBroken };
    }
    return { error: 0, cowBroken };
  },
  ({ error }) => (error === 0 ? 'handled' : String(error)),
);

/**
 * __get_user_pages(): page by page through the VMAs. Returns how many pages were taken, or an errno when it was none;
 * 0 with `locked.held` false means that a fault dropped mmap_lock.
 */
export const getUserPagesInner = kernelFunction(
  '__get_user_pages',
  function* (
    m,
    mm: Mm,
    from: number,
    wanted: number,
    gupFlags: number,
    pages: PageSlots | null,
    locked: Locked,
  ) {
    if (wanted === 0) return 0;
    const context: FollowContext = { pageMask: 0 };
    let start = from;
    let left = wanted;
    let done = 0;
    let error = 0;
    let vma: Vma | null = null;
    const walkFlags = m.profile.numaHints.walkFlags(gupFlags);
    let flags = walkFlags;
    let faultedAt = -1;
    let faults = 0;
    while (left > 0 && error === 0) {
      if (vma === null || start >= vma.end) {
        vma = m.profile.gupVmaLookup(mm, start);
        if (vma === null) {
          if (gupFlags & FOLL_MADV_POPULATE) {
            error = -ENOMEM;
            break;
          }
          const gate = inGateArea(m, start) ? getGatePage(m, gupFlags, pages !== null) : -EFAULT;
          if (m.watching) yield note(m, gate < 0 ? 'no VMA here' : 'the gate page');
          if (gate < 0) {
            error = gate;
            break;
          }
          if (pages !== null) pages.list[pages.at + done] = gate;
          done++;
          start++;
          left--;
          continue;
        }
        error = m.profile.checkVmaFlags(m, vma, gupFlags);
        if (error !== 0 && gupFlags & FOLL_MADV_POPULATE) error = -EINVAL;
        if (error !== 0) {
          if (m.watching) yield note(m, 'check_vma_flags() refuses the VMA');
          break;
        }
      }
      if (isVmHugetlbPage(vma) && m.profile.followsHugetlbApart) {
        const slots = slotsFrom(pages, done);
        const found = yield* followHugetlbPage(m, vma, start, left, gupFlags, slots);
        done += found.taken;
        start += found.taken;
        left -= found.taken;
        error = found.error;
        continue;
      }
      if (m.current.sigkill) {
        error = -EINTR;
        break;
      }
      const page = yield* followPageMask(m, vma, start, flags, context);
      if (page === 0 || page === -EMLINK) {
        const faulted = yield* faultinPage(m, vma, start, flags, page === -EMLINK, locked);
        if (faulted.error === -EBUSY || faulted.error === -EAGAIN) break;
        if (faulted.error === -ENOENT) {
          done++;
          start++;
          left--;
          continue;
        }
        error = faulted.error;
        faults = start === faultedAt ? faults + 1 : 1;
        faultedAt = start;
        // As a huge page of a shmem file in a private mapping, to be pinned for long: unmapped and mapped again.
        if (faults === MOST_FAULTS)
          throw new Error(`the walk faults on page ${String(start)} for ever`);
        if (error === 0 && faulted.cowBroken && m.profile.usesFollCow && !has(vma, VM_WRITE))
          flags |= FOLL_COW;
        continue;
      }
      if (page < 0 && !(page === -EEXIST && m.profile.skipsPfn(gupFlags, pages !== null))) {
        error = page;
        break;
      }
      const mask =
        page > 0 && (pages === null || m.profile.gupTakesWholeFolio) ? context.pageMask : 0;
      const step = Math.min(1 + (~start & mask), left);
      if (pages !== null && page > 0) {
        if (step > 1 && tryGrabFolio(m, page, step - 1, gupFlags) !== 0) {
          gupPutFolio(m, m.frames.folio(page), 1, gupFlags);
          error = -EFAULT;
          break;
        }
        for (let i = 0; i < step; i++) pages.list[pages.at + done + i] = page + i;
      }
      flags = walkFlags;
      done += step;
      start += step;
      left -= step;
    }
    return done > 0 ? done : error;
  },
);
