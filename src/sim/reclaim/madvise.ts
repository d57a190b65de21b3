import { EINVAL } from '../errno';
import type { Machine } from '../machine';
import { folioIsLarge, folioMapcount, folioNrPages, isHugeZero } from '../memory/folio';
import {
  PG_ACTIVE,
  PG_LRU,
  PG_REFERENCED,
  PG_UNEVICTABLE,
  PG_WORKINGSET,
} from '../memory/pageFlags';
import { foliosPteBatch, mappedShared, splitForAdvice } from '../mm/advisedFolio';
import { vmNormalPage } from '../mm/normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import { PTE_YOUNG, pteLeaf, ptePfn, ptePresent, withoutFlags } from '../mm/pte';
import { pmdStart } from '../mm/thp';
import { has, VM_HUGETLB, VM_LOCKED, VM_PFNMAP } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import { folioIsolateLru, folioPutbackLru } from './lruIsolation';
import { shrinkFolioList } from './shrink';

/** can_madv_lru_vma(). */
const canMadvLru = (vma: Vma): boolean => !has(vma, VM_LOCKED | VM_PFNMAP | VM_HUGETLB);

/** folio_deactivate(): to the inactive list. */
function folioDeactivate(m: Machine, folio: number): void {
  const { frames } = m;
  if (!frames.test(folio, PG_LRU) || frames.test(folio, PG_UNEVICTABLE)) return;
  if (frames.test(folio, PG_ACTIVE)) frames.clear(folio, PG_ACTIVE | PG_REFERENCED);
}

/** Makes one mapped folio look unused, and isolates it for reclaim with `list`. */
function coldFolio(m: Machine, at: number, entries: number, folio: number, list: number[] | null) {
  const { frames } = m;
  if (list === null || m.profile.pageoutClearsYoung)
    for (let i = 0; i < entries; i++)
      m.tables.set(at + i, withoutFlags(m.tables.get(at + i), PTE_YOUNG));
  frames.clear(folio, PG_REFERENCED);
  if (m.profile.pageoutMarksWorkingset && frames.test(folio, PG_ACTIVE))
    frames.set(folio, PG_WORKINGSET);
  if (list === null) {
    folioDeactivate(m, folio);
  } else if (folioIsolateLru(m, folio)) {
    if (frames.test(folio, PG_UNEVICTABLE)) folioPutbackLru(m, folio);
    else list.push(folio);
  }
}

/** The entries of one table. */
function* coldPtes(m: Machine, first: number, count: number, list: number[] | null): Steps<void> {
  const { frames } = m;
  for (let i = 0; i < count;) {
    const pte = m.tables.get(first + i);
    const page = ptePresent(pte) ? vmNormalPage(pte) : 0;
    const folio = page === 0 ? 0 : frames.folio(page);
    let entries = 1;
    if (page !== 0 && folioIsLarge(m, folio)) {
      entries = foliosPteBatch(m, first + i, count - i, page);
      if (entries < folioNrPages(m, folio) || m.profile.adviceSplitsFolios) {
        const split = !mappedShared(m, folio, page) && (yield* splitForAdvice(m, page));
        if (split) continue;
        // Before large folios were known here, the first that could not be split ended the walk of its table.
        if (m.profile.adviceSplitsFolios) return;
        i += entries;
        continue;
      }
    }
    if (page !== 0 && frames.test(folio, PG_LRU) && folioMapcount(m, folio) === entries)
      coldFolio(m, first + i, entries, folio, list);
    i += entries;
  }
}

/** A huge page that only this entry maps: whole, or split when only a part of it is advised. */
function* coldHugePmd(
  m: Machine,
  pmd: number,
  pages: number,
  list: number[] | null,
): Steps<'done' | 'split'> {
  const folio = ptePfn(m.tables.get(pmd));
  if (isHugeZero(m, folio) || mappedShared(m, folio, folio)) return 'done';
  if (pages < PTRS) return (yield* splitForAdvice(m, folio)) ? 'split' : 'done';
  coldFolio(m, pmd, 1, folio, list);
  return 'done';
}

/**
 * madvise_cold_or_pageout_pte_range(): pages that only this mapping maps become cold; with `pageout` they are reclaimed
 * at once.
 */
const coldOrPageoutRange = kernelFunction(
  'madvise_cold_or_pageout_pte_range',
  function* (m, vma: Vma, start: number, end: number, pageout: boolean) {
    for (let address = start; address < end;) {
      const next = Math.min(end, pmdStart(address) + PTRS);
      const list: number[] | null = pageout ? [] : null;
      const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
      const entry = pmd < 0 ? 0 : m.tables.get(pmd);
      const huge = pteLeaf(entry) && ptePresent(entry);
      if (!huge || (yield* coldHugePmd(m, pmd, next - address, list)) === 'split') {
        const at = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
        if (at >= 0) yield* coldPtes(m, at, next - address, list);
      }
      if (list !== null) {
        if (m.watching) yield note(m, `isolates ${String(list.length)} folios`);
        yield* shrinkFolioList(m, list);
      }
      address = next;
    }
  },
);

/** MADV_COLD and MADV_PAGEOUT, of the part of a VMA. */
const advice = (pageout: boolean) =>
  function* (m: Machine, vma: Vma, start: number, end: number): Steps<number> {
    if (!canMadvLru(vma)) return -EINVAL;
    yield* coldOrPageoutRange(m, vma, start, end, pageout);
    return 0;
  };

export const madviseCold = advice(false);
export const madvisePageout = advice(true);
