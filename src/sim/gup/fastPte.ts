import { getDevPagemap } from '../memory/devPagemap';
import { PG_REFERENCED } from '../memory/pageFlags';
import { PTRS } from '../mm/pageTables';
import { PTE_DEVMAP, PTE_SPECIAL, pteAccessPermitted, ptePfn, pteWrite } from '../mm/pte';
import { pmdStart } from '../mm/thp';
import { kernelFunction, note, noteOf } from '../steps';
import { undoDevPagemap } from './fastUndo';
import type { FastWalk } from './fastUndo';
import { FOLL_LONGTERM, FOLL_WRITE } from './follFlags';
import { gupPutFolio, tryGrabFolioFast } from './grab';

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
export const gupFastPteRange = kernelFunction(
  'gup_fast_pte_range',
  function* (m, table: number, from: number, end: number, flags: number, walk: FastWalk) {
    const { frames, tables, profile } = m;
    const { list, at: firstSlot } = walk.pages;
    let at = table * PTRS + (from & (PTRS - 1));
    // With nothing wanted the walk starts at its end and runs on; the real one even leaves the table.
    const last = (table + 1) * PTRS;
    let address = from;
    do {
      if (at === last) return false;
      const pte = tables.entries[at];
      if (m.watching) yield note(m, 'reads the entry');
      const why = whyNotPermitted(pte, flags);
      if (why !== '') {
        if (m.watching) yield note(m, why);
        return false;
      }
      if (pte & PTE_DEVMAP && !getDevPagemap(m)) {
        undoDevPagemap(m, walk, Math.max(pmdStart(from) - walk.start, 0), flags);
        if (m.watching) yield note(m, 'the driver of the memory is leaving: undoes the table');
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
      list[firstSlot + walk.nr++] = page;
      at++;
    } while (++address !== end);
    return true;
  },
);
