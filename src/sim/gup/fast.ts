import { EFAULT, EINVAL } from '../errno';
import { USER_PAGES } from '../mm/pageTables';
import { kernelFunction, note } from '../steps';
import type { Mm } from '../world';
import { gupFastRun } from './fastRun';
import type { FastWalk } from './fastUndo';
import { gupFastPgdRange } from './fastWalk';
import { FOLL_FAST_ONLY, FOLL_PIN, FOLL_TOUCH, FOLL_UNLOCKABLE } from './follFlags';
import { gupPutFolio } from './grab';
import { gupLongtermLocked } from './locked';
import type { PageSlots } from './slow';

/** gup_fast() (before 6.10 lockless_pages_from_mm()): how many pages could be taken without a lock. */
export const gupFast = kernelFunction(
  'gup_fast',
  function* (m, mm: Mm, start: number, end: number, flags: number, pages: PageSlots) {
    // CONFIG_HAVE_FAST_GUP needs an MMU.
    if (!m.profile.mmu) return 0;
    const seq = mm.writeProtectSeq;
    const guarded = (flags & FOLL_PIN) !== 0 && m.profile.usesWriteProtectSeq;
    if (guarded && seq & 1) {
      if (m.watching) yield note(m, 'fork() is write-protecting: not now');
      return 0;
    }
    const walk: FastWalk = { start, pages, nr: 0 };
    if (!m.watching) walk.nr = gupFastRun(m, mm, start, end, flags, pages);
    if (start + walk.nr !== end || start === end)
      yield* gupFastPgdRange(m, mm.pgd, start + walk.nr, end, flags, walk);
    if (guarded && mm.writeProtectSeq !== seq) {
      for (let i = 0; i < walk.nr; i++)
        gupPutFolio(m, m.frames.folio(pages.list[pages.at + i]), 1, flags);
      if (m.watching) yield note(m, 'fork() ran meanwhile: gives everything back');
      return 0;
    }
    return walk.nr;
  },
);

/** Pages of the address range of 64 bits. */
const ALL_PAGES = 2 ** 52;

/** gup_fast_fallback() (before: internal_get_user_pages_fast()): lockless first, the rest the slow way. */
export const gupFastFallback = kernelFunction(
  'gup_fast_fallback',
  function* (m, start: number, wanted: number, flags: number, pages: PageSlots) {
    if (
      m.warnOn(
        (flags & ~m.profile.fastFlags) !== 0,
        'mm/gup.c',
        'gup_fast_fallback',
        'flags the fast path does not know',
      )
    )
      return -EINVAL;
    const { mm } = m.current;
    if (flags & FOLL_PIN && m.profile.marksHasPinned) mm.hasPinned = true;
    const end = start + wanted;
    if (end >= ALL_PAGES) return m.profile.fastOverflow;
    // One page below the end of the address space is not the user's (TASK_SIZE_MAX).
    if (end > USER_PAGES - 1) return -EFAULT;
    const done = yield* gupFast(m, mm, start, end, flags, pages);
    if (done === wanted || flags & FOLL_FAST_ONLY) return done;
    // Unsigned in the kernel: asked for none but given some, the rest wraps around.
    const rest = wanted >= done ? wanted - done : ALL_PAGES;
    const result = yield* gupLongtermLocked(
      m,
      mm,
      start + done,
      rest,
      { list: pages.list, at: pages.at + done },
      { held: false },
      m.profile.fastFallbackFlags(flags | FOLL_TOUCH | FOLL_UNLOCKABLE),
    );
    if (result < 0) return done > 0 ? done : result;
    return result + done;
  },
);
