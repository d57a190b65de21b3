import { getDevPagemap, isPciP2pdmaPage } from '../memory/devPagemap';
import { PG_REFERENCED } from '../memory/pageFlags';
import { pagesOf } from '../mm/pageTables';
import { PTE_DEVMAP, PTE_SPECIAL, pteAccessPermitted, ptePfn, pteWrite } from '../mm/pte';
import { kernelFunction, note, noteOf } from '../steps';
import type { Steps } from '../steps';
import type { Machine } from '../machine';
import { FOLL_LONGTERM, FOLL_PCI_P2PDMA, FOLL_WRITE } from './follFlags';
import { undoDevPagemap } from './fastUndo';
import type { FastWalk } from './fastUndo';
import { gupPutFolio, tryGrabFolio, tryGrabFolioFast } from './grab';

/** gup_fast_devmap_leaf(): device memory is taken page by page; when one cannot be had, all of the leaf are given back. */
const gupFastDevmapLeaf = kernelFunction(
  'gup_fast_devmap_leaf',
  function* (m, at: number, first: number, refs: number, flags: number, walk: FastWalk) {
    const entry = m.tables.get(at);
    const start = walk.nr;
    for (let page = first; page < first + refs; page++) {
      const taken =
        getDevPagemap(m) &&
        (!isPciP2pdmaPage(m, page) || (flags & FOLL_PCI_P2PDMA) !== 0) &&
        tryGrabFolio(m, page, 1, flags) === 0;
      if (!taken) {
        undoDevPagemap(m, walk, start, flags);
        if (m.watching) yield note(m, 'device memory that cannot be had: gives all of it back');
        return false;
      }
      m.frames.set(page, PG_REFERENCED);
      walk.pages.list[walk.pages.at + walk.nr] = page;
      walk.nr++;
      if (m.watching) yield noteOf(m, m.profile.names.tryGrabFolio, 'a page of device memory');
    }
    if (m.tables.get(at) === entry) return true;
    undoDevPagemap(m, walk, start, flags);
    if (m.watching) yield note(m, 'the entry changed meanwhile: gives the pages back');
    return false;
  },
);

/** Part of one huge page, grabbed at once. */
function* grabLeaf(
  m: Machine,
  at: number,
  page: number,
  refs: number,
  flags: number,
  walk: FastWalk,
): Steps<boolean> {
  const entry = m.tables.get(at);
  if (!tryGrabFolioFast(m, page, refs, flags)) return false;
  const folio = m.frames.folio(page);
  if (m.watching) yield noteOf(m, m.profile.names.tryGrabFolioFast, `grabbed ${String(refs)}`);
  if (
    m.tables.get(at) !== entry ||
    !m.profile.fastAllowed(m, folio, flags) ||
    (!pteWrite(entry) && m.profile.mustUnshare(m, null, flags, folio))
  ) {
    gupPutFolio(m, folio, refs, flags);
    if (m.watching) yield note(m, 'gives the pages back');
    return false;
  }
  const { list, at: slot } = walk.pages;
  for (let i = 0; i < refs; i++) list[slot + walk.nr + i] = page + i;
  walk.nr += refs;
  m.frames.set(folio, PG_REFERENCED);
  return true;
}

const leafOf = (name: string) =>
  kernelFunction(
    name,
    function* (
      m,
      at: number,
      level: number,
      address: number,
      end: number,
      flags: number,
      walk: FastWalk,
    ) {
      const entry = m.tables.get(at);
      if (!pteAccessPermitted(entry, (flags & FOLL_WRITE) !== 0)) {
        if (m.watching) yield note(m, 'the entry does not permit it');
        return false;
      }
      if (entry & PTE_SPECIAL) return false;
      const page = ptePfn(entry) + (address % pagesOf(level));
      if (!(entry & PTE_DEVMAP)) return yield* grabLeaf(m, at, page, end - address, flags, walk);
      if (flags & FOLL_LONGTERM) return false;
      return yield* gupFastDevmapLeaf(m, at, page, end - address, flags, walk);
    },
  );

/**
 * A leaf of each level above the lowest (before 6.10 gup_huge_pmd() and its kin), and an entry of a hugepd, which is like
 * one. True when the walk may go on.
 */
export const gupFastPmdLeaf = leafOf('gup_fast_pmd_leaf');
export const gupFastPudLeaf = leafOf('gup_fast_pud_leaf');
export const gupFastPgdLeaf = leafOf('gup_fast_pgd_leaf');
export const gupHugepte = leafOf('gup_hugepte');
