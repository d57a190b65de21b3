import { EINVAL } from '../errno';
import type { Machine } from '../machine';
import { folioIsLarge, folioMapcount, folioTestDirty, isHugeZero } from '../memory/folio';
import { PG_DIRTY, PG_SWAPCACHE } from '../memory/pageFlags';
import { folioFreeSwap, freeSwapAndCache } from '../memory/swap';
import { folioMarkLazyfree } from '../mm/lru';
import { vmNormalPage } from '../mm/normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import {
  isSwapPte,
  PTE_DIRTY,
  PTE_YOUNG,
  pteLeaf,
  ptePfn,
  ptePresent,
  swapValue,
  withoutFlags,
} from '../mm/pte';
import { pmdStart } from '../mm/thp';
import { vmaIsAnonymous } from '../mm/vma';
import { note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';

/** Clean and old: a later write sets the dirty bit and takes the page back. */
function cleanEntry(m: Machine, at: number): void {
  m.tables.set(at, withoutFlags(m.tables.get(at), PTE_DIRTY | PTE_YOUNG));
}

/** The folio must not look dirty or swapped: possible only while nobody else maps it. */
function cleanFolio(m: Machine, folio: number): boolean {
  const { frames } = m;
  if (!frames.test(folio, PG_SWAPCACHE) && !folioTestDirty(m, folio)) return true;
  if (folioMapcount(m, folio) !== 1) return false;
  if (frames.test(folio, PG_SWAPCACHE) && !folioFreeSwap(m, folio)) return false;
  frames.clear(folio, PG_DIRTY);
  return true;
}

/** One entry of madvise_free_pte_range(). */
function freePte(m: Machine, at: number): boolean {
  const pte = m.tables.get(at);
  if (isSwapPte(pte)) {
    m.tables.set(at, 0);
    freeSwapAndCache(m, swapValue(pte));
    return true;
  }
  const page = ptePresent(pte) ? vmNormalPage(pte) : 0;
  if (page === 0 || folioIsLarge(m, page) || !cleanFolio(m, page)) return false;
  cleanEntry(m, at);
  folioMarkLazyfree(m, page);
  return true;
}

/** madvise_free_huge_pmd(), for a whole huge page that only this entry maps. */
function freeHugePmd(m: Machine, at: number): void {
  const folio = ptePfn(m.tables.get(at));
  if (isHugeZero(m, folio) || folioMapcount(m, folio) !== 1) return;
  m.frames.clear(folio, PG_DIRTY);
  cleanEntry(m, at);
  folioMarkLazyfree(m, folio);
}

/** MADV_FREE: the pages may be dropped under memory pressure, until they are written again. */
export function* madviseFree(m: Machine, vma: Vma, start: number, end: number): Steps<number> {
  if (!vmaIsAnonymous(vma)) return -EINVAL;
  for (let address = start; address < end;) {
    const next = Math.min(end, pmdStart(address) + PTRS);
    const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
    const entry = pmd < 0 ? 0 : m.tables.get(pmd);
    const at = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
    if (pteLeaf(entry) && next - address === PTRS) freeHugePmd(m, pmd);
    for (let i = 0; at >= 0 && i < next - address; i++) {
      const done = freePte(m, at + i);
      if (m.watching && done) yield note(m, 'the page may be dropped');
    }
    address = next;
  }
  return 0;
}
