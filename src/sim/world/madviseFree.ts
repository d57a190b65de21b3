import { EINVAL } from '../errno';
import type { Machine } from '../machine';
import {
  folioIsLarge,
  folioMapcount,
  folioNrPages,
  folioTestDirty,
  isHugeZero,
} from '../memory/folio';
import { PG_DIRTY, PG_SWAPCACHE } from '../memory/pageFlags';
import { folioFreeSwap, freeSwapAndCache } from '../memory/swap';
import { folioMarkLazyfree } from '../mm/lru';
import { foliosPteBatch, mappedShared, splitForAdvice } from '../mm/advisedFolio';
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
function cleanEntries(m: Machine, at: number, count: number): void {
  for (let i = at; i < at + count; i++)
    m.tables.set(i, withoutFlags(m.tables.get(i), PTE_DIRTY | PTE_YOUNG));
}

/** The folio must not look dirty or swapped: possible only while nobody else maps it. */
function cleanFolio(m: Machine, folio: number): boolean {
  const { frames } = m;
  if (!frames.test(folio, PG_SWAPCACHE) && !folioTestDirty(m, folio)) return true;
  if (folioMapcount(m, folio) !== folioNrPages(m, folio)) return false;
  if (frames.test(folio, PG_SWAPCACHE) && !folioFreeSwap(m, folio)) return false;
  frames.clear(folio, PG_DIRTY);
  return true;
}

/** madvise_free_pte_range(), for the entries of one table. */
function* freePtes(m: Machine, first: number, count: number): Steps<void> {
  for (let i = 0; i < count;) {
    const at = first + i;
    const pte = m.tables.get(at);
    if (isSwapPte(pte)) {
      m.tables.set(at, 0);
      freeSwapAndCache(m, swapValue(pte));
    }
    const page = ptePresent(pte) ? vmNormalPage(pte) : 0;
    const folio = page === 0 ? 0 : m.frames.folio(page);
    let entries = 1;
    if (page !== 0 && folioIsLarge(m, folio)) {
      entries = foliosPteBatch(m, at, count - i, page);
      if (entries < folioNrPages(m, folio) || m.profile.adviceSplitsFolios) {
        const split = !mappedShared(m, folio, folio) && (yield* splitForAdvice(m, page));
        if (split) continue;
        if (m.profile.adviceSplitsFolios) return;
        i += entries;
        continue;
      }
    }
    if (page !== 0 && cleanFolio(m, folio)) {
      cleanEntries(m, at, entries);
      folioMarkLazyfree(m, folio);
      if (m.watching) yield note(m, 'the page may be dropped');
    }
    i += entries;
  }
}

/** madvise_free_huge_pmd(): a huge page that only this entry maps, whole or split when only a part is advised. */
function* freeHugePmd(m: Machine, at: number, pages: number): Steps<'done' | 'split'> {
  const folio = ptePfn(m.tables.get(at));
  if (isHugeZero(m, folio) || folioMapcount(m, folio) !== 1) return 'done';
  if (pages < PTRS) return (yield* splitForAdvice(m, folio)) ? 'split' : 'done';
  m.frames.clear(folio, PG_DIRTY);
  cleanEntries(m, at, 1);
  folioMarkLazyfree(m, folio);
  return 'done';
}

/** MADV_FREE: the pages may be dropped under memory pressure, until they are written again. */
export function* madviseFree(m: Machine, vma: Vma, start: number, end: number): Steps<number> {
  if (!vmaIsAnonymous(vma)) return -EINVAL;
  for (let address = start; address < end;) {
    const next = Math.min(end, pmdStart(address) + PTRS);
    const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
    const entry = pmd < 0 ? 0 : m.tables.get(pmd);
    const huge = pteLeaf(entry) && ptePresent(entry);
    if (!huge || (yield* freeHugePmd(m, pmd, next - address)) === 'split') {
      const at = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
      if (at >= 0) yield* freePtes(m, at, next - address);
    }
    address = next;
  }
  return 0;
}
