import { PG_REFERENCED } from '../memory/pageFlags';
import { PTE_DEVMAP, PTE_SPECIAL, pteAccessPermitted, ptePfn, pteWrite } from '../mm/pte';
import { kernelFunction, note, noteOf } from '../steps';
import { FOLL_LONGTERM, FOLL_WRITE } from './follFlags';
import { gupPutFolio, tryGrabFolioFast } from './grab';
import type { PageSlots } from './slow';

/** gup_fast_pmd_leaf() and gup_fast_pud_leaf(): part of one huge page, grabbed at once. */
export const gupFastLeaf = kernelFunction(
  'gup_fast_pmd_leaf',
  function* (
    m,
    at: number,
    size: number,
    address: number,
    end: number,
    flags: number,
    pages: PageSlots,
    progress: { nr: number },
  ) {
    const entry = m.tables.get(at);
    if (!pteAccessPermitted(entry, (flags & FOLL_WRITE) !== 0)) {
      if (m.watching) yield note(m, 'the entry does not permit it');
      return false;
    }
    if (entry & PTE_SPECIAL || (entry & PTE_DEVMAP && flags & FOLL_LONGTERM)) return false;
    const head = ptePfn(entry);
    const page = head + (address % size);

    const refs = end - address;
    if (!tryGrabFolioFast(m, page, refs, flags)) return false;
    const folio = m.frames.folio(page);
    if (m.watching) yield noteOf(m, m.profile.names.tryGrabFolioFast, `grabbed ${String(refs)}`);
    const changed = m.tables.get(at) !== entry;
    if (
      changed ||
      !m.profile.fastAllowed(m, folio, flags) ||
      (!pteWrite(entry) && m.profile.mustUnshare(m, null, flags, folio))
    ) {
      gupPutFolio(m, folio, refs, flags);
      if (m.watching) yield note(m, 'gives the pages back');
      return false;
    }
    for (let i = 0; i < refs; i++) pages.list[pages.at + progress.nr + i] = page + i;
    progress.nr += refs;
    m.frames.set(folio, PG_REFERENCED);
    return true;
  },
);
