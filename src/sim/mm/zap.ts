import type { Machine } from '../machine';
import { folioMarkAccessed, folioMarkDirty, folioPut, folioTestAnon } from '../memory/folio';
import { freeSwapAndCache, freeSwapCache } from '../memory/swap';
import { kernelFunction, noteOf } from '../steps';
import type { Vma } from '../world';
import { munlockVmaFolio } from './lru';
import { vmNormalPage } from './normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from './pageTables';
import { unmapHugepageRange } from './hugetlb';
import { zapHugePmd } from './hugePmd';
import { splitHugePmd } from './splitPmd';
import { pmdIsHuge, pmdStart } from './thp';
import { isMigrationPte, isSwapPte, pteDirty, ptePresent, pteYoung, swapValue } from './pte';
import { lockPtl, unlockPtl } from './ptl';
import { folioRemoveRmapPte } from './rmap';
import { has, isVmHugetlbPage } from './vma';

/** What a zap leaves alone. */
export interface ZapDetails {
  /** Private copies go, too (munmap); truncation by another may leave them. */
  readonly evenCows: boolean;
  /** Only this folio (unmap_mapping_folio()). */
  readonly onlyFolio?: number;
}

const EVERYTHING: ZapDetails = { evenCows: true };

function shouldZap(m: Machine, page: number, details: ZapDetails): boolean {
  if (page === 0) return details.onlyFolio === undefined;
  const folio = m.frames.folio(page);
  if (details.onlyFolio !== undefined && folio !== details.onlyFolio) return false;
  return details.evenCows || !folioTestAnon(m, folio);
}

/** One entry of zap_pte_range(). True when the entry is gone. */
export function zapPte(m: Machine, vma: Vma, at: number, details: ZapDetails): boolean {
  const pte = m.tables.get(at);
  if (!ptePresent(pte)) {
    if (isSwapPte(pte)) {
      if (!details.evenCows) return false;
      m.tables.set(at, 0);
      freeSwapAndCache(m, swapValue(pte));
      return true;
    }
    if (isMigrationPte(pte) && !shouldZap(m, swapValue(pte), details)) return false;
    m.tables.set(at, 0);
    return true;
  }
  const page = vmNormalPage(pte);
  if (!shouldZap(m, page, details)) return false;
  m.tables.set(at, 0);
  if (page === 0) return true;
  const folio = m.frames.folio(page);
  if (!folioTestAnon(m, folio)) {
    if (pteDirty(pte)) folioMarkDirty(m, folio);
    if (pteYoung(pte) && !has(vma, m.profile.noRecency)) folioMarkAccessed(m, folio);
  }
  folioRemoveRmapPte(m, page);
  munlockVmaFolio(m, folio, vma);
  freeSwapCache(m, folio);
  folioPut(m, folio);
  return true;
}

/** zap_page_range_single(): unmaps [start, end) of a VMA and drops the references of the mappings. */
export const zapRange = kernelFunction(
  'zap_page_range_single',
  function* (m, vma: Vma, start: number, end: number, details: ZapDetails = EVERYTHING) {
    if (isVmHugetlbPage(vma)) {
      yield* unmapHugepageRange(m, vma, start, end);
      return;
    }
    let address = start;
    while (address < end) {
      const next = Math.min(end, pmdStart(address) + PTRS);
      const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
      if (pmd >= 0 && pmdIsHuge(m.tables.get(pmd))) {
        if (next - address === PTRS) {
          zapHugePmd(m, vma, pmd);
          if (m.watching) yield noteOf(m, 'zap_huge_pmd', 'unmaps a huge page');
          address = next;
          continue;
        }
        yield* splitHugePmd(m, vma, address);
      }
      const first = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
      if (m.watching) yield* lockPtl(m, vma.mm);
      if (first >= 0)
        for (let i = 0; i < next - address; i++) {
          if (m.tables.get(first + i) === 0) continue;
          const gone = zapPte(m, vma, first + i, details);
          if (m.watching && gone) yield noteOf(m, 'zap_pte_range', 'unmaps a page');
        }
      if (m.watching) unlockPtl(m, vma.mm);
      address = next;
    }
  },
);
