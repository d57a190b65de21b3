import { EFAULT, EINTR, EINVAL, ENOMEM, EOPNOTSUPP } from '../errno';
import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import { vmasIn } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Mm } from '../world';
import { FOLL_GET, FOLL_NOWAIT, FOLL_PIN, FOLL_TRIED, FOLL_UNLOCKABLE } from './follFlags';
import { gupPutFolio } from './grab';
import { checkAndMigrateMovablePages, MIGRATED, MOST_TRIES, UNMOVABLE } from './longterm';
import { getUserPagesNoMmu } from './noMmu';
import { getUserPagesInner, slotsFrom } from './slow';
import type { Locked, PageSlots } from './slow';
import { FOLL_LONGTERM } from './follFlags';

/** __get_user_pages_locked(): takes mmap_lock again after a fault dropped it, and goes on where it was. */
export const getUserPagesLocked = kernelFunction(
  '__get_user_pages_locked',
  function* (
    m,
    mm: Mm,
    from: number,
    wanted: number,
    slots: PageSlots | null,
    locked: Locked,
    gupFlags: number,
  ) {
    if (!m.profile.mmu) return yield* getUserPagesNoMmu(m, mm, from, wanted, gupFlags, slots);
    if (wanted === 0 && m.profile.zeroPagesIsNoCall) return 0;
    let mustUnlock = false;
    if (!locked.held) {
      yield* mmapReadLock(m, mm);
      locked.held = true;
      mustUnlock = true;
    }
    let flags = gupFlags;
    if (flags & FOLL_PIN && m.profile.marksHasPinned) mm.hasPinned = true;
    if (slots !== null && !(flags & FOLL_PIN)) flags |= FOLL_GET;
    let start = from;
    let left = wanted;
    let pages = slots;
    let done = 0;
    for (;;) {
      let ret = yield* getUserPagesInner(m, mm, start, left, flags, pages, locked);
      if (!(flags & FOLL_UNLOCKABLE)) {
        done = ret;
        break;
      }
      if (ret > 0) {
        left -= ret;
        done += ret;
        if (left === 0) break;
      }
      if (locked.held) {
        if (done === 0) done = ret;
        break;
      }
      pages = slotsFrom(pages, ret);
      start += ret;
      mustUnlock = true;
      let stop = false;
      do {
        if (m.current.sigkill) {
          if (done === 0) done = -EINTR;
          stop = true;
          break;
        }
        if (m.watching) yield note(m, 'a fault dropped mmap_lock: takes it again and retries');
        yield* mmapReadLock(m, mm);
        locked.held = true;
        ret = yield* getUserPagesInner(m, mm, start, 1, flags | FOLL_TRIED, pages, locked);
      } while (!locked.held);
      if (stop) break;
      if (ret !== 1) {
        if (done === 0) done = ret;
        break;
      }
      left--;
      done++;
      if (left === 0) break;
      pages = slotsFrom(pages, 1);
      start++;
    }
    if (mustUnlock && locked.held) {
      mmapReadUnlock(mm);
      locked.held = false;
    }
    if (
      m.profile.emptyResultIsFault &&
      m.warnOn(
        done === 0 && !(flags & FOLL_NOWAIT),
        'mm/gup.c',
        '__get_user_pages_locked',
        'nothing taken and no error',
      )
    )
      return -EFAULT;
    return done;
  },
);

/** check_dax_vmas(): does any of the pages lie in a mapping of FS-DAX? */
const inFsDax = (mm: Mm, start: number, pages: number): boolean =>
  vmasIn(mm, start, start + pages).some((vma) => vma.file?.dax === true);

/** __gup_longterm_locked(): pins, then moves what must not stay where it is, until nothing needs to move. */
export const gupLongtermLocked = kernelFunction(
  '__gup_longterm_locked',
  function* (
    m,
    mm: Mm,
    start: number,
    wanted: number,
    slots: PageSlots | null,
    locked: Locked,
    flags: number,
  ) {
    if (!(flags & FOLL_LONGTERM))
      return yield* getUserPagesLocked(m, mm, start, wanted, slots, locked, flags);
    if (m.profile.longtermTakesDaxFirst && slots === null) return -EINVAL;
    m.world.memallocPin++;
    let result: number;
    let pinned: number;
    let tries = 0;
    do {
      pinned = yield* getUserPagesLocked(m, mm, start, wanted, slots, locked, flags);
      result = pinned;
      if (pinned <= 0 || slots === null) break;
      if (m.profile.longtermTakesDaxFirst && inFsDax(mm, start, pinned)) {
        if (m.watching) yield note(m, 'pages of FS-DAX, not to be held for long: gives all back');
        for (const page of slots.list.slice(slots.at, slots.at + pinned))
          gupPutFolio(m, m.frames.folio(page), 1, flags);
        result = -EOPNOTSUPP;
        break;
      }
      result = yield* checkAndMigrateMovablePages(m, slots, pinned, flags);
      if (++tries === MOST_TRIES) result = -ENOMEM;
    } while (result === MIGRATED);
    if (result === UNMOVABLE)
      pinned = yield* getUserPagesLocked(m, mm, start, wanted, slots, locked, flags);
    m.world.memallocPin--;
    return result === 0 || result === UNMOVABLE ? pinned : result;
  },
);
