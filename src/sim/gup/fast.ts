import { EFAULT, EINVAL } from '../errno';
import type { Machine } from '../machine';
import { PG_REFERENCED } from '../memory/pageFlags';
import { PMD_LEVEL, PTRS, PUD_LEVEL, USER_PAGES } from '../mm/pageTables';
import {
  PTE_DEVMAP,
  PTE_SPECIAL,
  pteAccessPermitted,
  pteLeaf,
  ptePfn,
  ptePresent,
  pteTable,
  pteWrite,
} from '../mm/pte';
import { kernelFunction, note, noteOf } from '../steps';
import type { Steps } from '../steps';
import type { Mm } from '../world';
import { gupFastLeaf } from './fastLeaf';
import {
  FOLL_FAST_ONLY,
  FOLL_LONGTERM,
  FOLL_PIN,
  FOLL_TOUCH,
  FOLL_UNLOCKABLE,
  FOLL_WRITE,
} from './follFlags';
import { gupFastRun } from './fastRun';
import { gupPutFolio, tryGrabFolioFast } from './grab';
import { gupLongtermLocked } from './locked';
import type { PageSlots } from './slow';

/** How far the lockless walk got. */
interface Progress {
  nr: number;
}

/** What happens to an entry of the lowest level; says why the walk must stop, or nothing. */
function whyNotPermitted(pte: number, flags: number): string {
  if (!pteAccessPermitted(pte, (flags & FOLL_WRITE) !== 0)) return 'the entry does not permit it';
  if (pte & PTE_SPECIAL) return 'a special entry';
  if (pte & PTE_DEVMAP && flags & FOLL_LONGTERM) return 'a device page for long';
  return '';
}

/**
 * gup_fast_pte_range(): grabs what the entries of one table map, without any lock. Returns true when it reached `end`.
 * The whole range runs in this one frame, since it is where the time goes.
 */
const gupFastPteRange = kernelFunction(
  'gup_fast_pte_range',
  function* (
    m,
    table: number,
    from: number,
    end: number,
    flags: number,
    pages: PageSlots,
    progress: Progress,
  ) {
    const { frames, tables, profile } = m;
    const { list } = pages;
    let at = table * PTRS + (from & (PTRS - 1));
    // With nothing wanted the walk starts at its end and runs on; the real one even leaves the table.
    const last = (table + 1) * PTRS;
    let address = from;
    let slot = pages.at + progress.nr;
    do {
      if (at === last) return false;
      const pte = tables.entries[at];
      if (m.watching) yield note(m, 'reads the entry');
      const why = whyNotPermitted(pte, flags);
      if (why !== '') {
        if (m.watching) yield note(m, why);
        return false;
      }
      const page = ptePfn(pte);
      if (!tryGrabFolioFast(m, page, 1, flags)) {
        if (m.watching) yield note(m, 'the page cannot be grabbed');
        return false;
      }
      const folio = frames.folio(page);
      if (m.watching) yield noteOf(m, profile.names.tryGrabFolioFast, 'grabbed');
      if (tables.entries[at] !== pte) {
        gupPutFolio(m, folio, 1, flags);
        if (m.watching) yield note(m, 'the entry changed meanwhile: gives the page back');
        return false;
      }
      if (
        !profile.fastAllowed(m, folio, flags) ||
        (!pteWrite(pte) && profile.mustUnshare(m, null, flags, page))
      ) {
        gupPutFolio(m, folio, 1, flags);
        if (m.watching) yield note(m, 'left to the slow path: gives the page back');
        return false;
      }
      frames.set(folio, PG_REFERENCED);
      list[slot++] = page;
      progress.nr++;
      at++;
    } while (++address !== end);
    return true;
  },
);

const endOf = (address: number, end: number, size: number): number => {
  const boundary = Math.floor(address / size) * size + size;
  return boundary - 1 < end - 1 ? boundary : end;
};

const gupFastPmdRange = kernelFunction(
  'gup_fast_pmd_range',
  function* (
    m,
    mm: Mm,
    from: number,
    end: number,
    flags: number,
    pages: PageSlots,
    progress: Progress,
  ) {
    let address = from;
    do {
      const next = endOf(address, end, PTRS);
      const at = m.tables.find(mm.pgd, address, PMD_LEVEL);
      const entry = m.tables.get(at);
      if (!ptePresent(entry)) return false;
      const reached = pteLeaf(entry)
        ? yield* gupFastLeaf(m, at, PTRS, address, next, flags, pages, progress)
        : yield* gupFastPteRange(m, ptePfn(entry), address, next, flags, pages, progress);
      if (!reached) return false;
      address = next;
    } while (address !== end);
    return true;
  },
);

/** gup_fast_pgd_range() down to the pmd level; p4d is folded. */
function* gupFastPgdRange(
  m: Machine,
  mm: Mm,
  from: number,
  end: number,
  flags: number,
  pages: PageSlots,
  progress: Progress,
): Steps<void> {
  const size = PTRS * PTRS;
  let address = from;
  do {
    const next = endOf(address, end, size);
    const at = m.tables.find(mm.pgd, address, PUD_LEVEL);
    const entry = at < 0 ? 0 : m.tables.get(at);
    if (!ptePresent(entry)) return;
    const reached = pteTable(entry)
      ? yield* gupFastPmdRange(m, mm, address, next, flags, pages, progress)
      : yield* gupFastLeaf(m, at, size, address, next, flags, pages, progress);
    if (!reached) return;
    address = next;
  } while (address !== end);
}

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
    const progress: Progress = { nr: 0 };
    if (!m.watching) progress.nr = gupFastRun(m, mm, start, end, flags, pages);
    if (start + progress.nr !== end || start === end)
      yield* gupFastPgdRange(m, mm, start + progress.nr, end, flags, pages, progress);
    if (guarded && mm.writeProtectSeq !== seq) {
      for (let i = 0; i < progress.nr; i++)
        gupPutFolio(m, m.frames.folio(pages.list[pages.at + i]), 1, flags);
      if (m.watching) yield note(m, 'fork() ran meanwhile: gives everything back');
      return 0;
    }
    return progress.nr;
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
