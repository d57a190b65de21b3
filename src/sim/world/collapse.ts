import { EAGAIN, EINVAL, ENOMEM } from '../errno';
import { FAULT_FLAG_ALLOW_RETRY, VM_FAULT_ERROR } from '../fault/faultFlags';
import { doSwapPage } from '../fault/swapIn';
import { newVmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import { ZERO_PFN } from '../machine';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import { folioMapcount, folioNrPages, folioPut, folioTestAnon } from '../memory/folio';
import { PG_LOCKED, PG_LRU, PG_SWAPCACHE, PG_UPTODATE } from '../memory/pageFlags';
import { freeSwapCache } from '../memory/swap';
import { addLruVma, munlockVmaFolio } from '../mm/lru';
import { mmapReadLock, mmapReadUnlock, mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import { vmNormalPage } from '../mm/normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import {
  makePte,
  PTE_DIRTY,
  PTE_LEAF,
  pteLeaf,
  ptePfn,
  ptePresent,
  pteTable,
  pteWrite,
} from '../mm/pte';
import type { Pte } from '../mm/pte';
import { folioAddNewAnonRmapPmd, folioRemoveRmapPte } from '../mm/rmap';
import { HPAGE_PMD_ORDER, pmdStart, thpVmaSuitableOrder } from '../mm/thp';
import {
  has,
  maybeMkwrite,
  VM_DONTEXPAND,
  VM_HUGETLB,
  VM_IO,
  VM_MIXEDMAP,
  VM_NOHUGEPAGE,
  VM_PFNMAP,
  vmaIsAnonymous,
  vmaLookup,
  vmPageProt,
} from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';

/** VM_NO_KHUGEPAGED. */
const VM_NO_KHUGEPAGED = VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP | VM_HUGETLB;

/** thp_vma_allowable_order() for MADV_COLLAPSE, which does not ask the knobs. */
const mayCollapse = (vma: Vma): boolean =>
  !has(vma, VM_NOHUGEPAGE | VM_NO_KHUGEPAGED) &&
  vmaIsAnonymous(vma) &&
  vma.anonVma !== null &&
  thpVmaSuitableOrder(vma, vma.end - PTRS, HPAGE_PMD_ORDER);

/** pte_none_or_zero(). */
const noneOrZero = (pte: Pte): boolean =>
  pte === 0 || (ptePresent(pte) && ptePfn(pte) === ZERO_PFN);

/** is_refcount_suitable(): all references are mappings, or the swap cache's. */
function isRefcountSuitable(m: Machine, folio: number): boolean {
  const { frames } = m;
  const cached = frames.test(folio, PG_SWAPCACHE) ? folioNrPages(m, folio) : 0;
  return frames.refcount[folio] === folioMapcount(m, folio) + cached;
}

/** Why a page cannot be collapsed: what MADV_COLLAPSE answers (madvise_collapse_errno()), and whether to go on elsewhere. */
interface Obstacle {
  readonly errno: number;
  readonly stop: boolean;
}

const AGAIN: Obstacle = { errno: -EAGAIN, stop: false };
const USELESS: Obstacle = { errno: -EINVAL, stop: false };
const WRONG: Obstacle = { errno: -EINVAL, stop: true };

/** hpage_collapse_scan_pmd() and __collapse_huge_page_isolate() look at the same things; the first permits swap entries. */
function obstacle(
  m: Machine,
  first: number,
  swapAllowed: boolean,
  armed: boolean,
): Obstacle | null {
  let writable = false;
  for (let at = first; at < first + PTRS; at++) {
    const pte = m.tables.get(at);
    if (noneOrZero(pte)) {
      if (armed) return USELESS;
      continue;
    }
    if (!ptePresent(pte)) {
      if (swapAllowed) continue;
      return USELESS;
    }
    writable ||= pteWrite(pte);
    const page = vmNormalPage(pte);
    if (page === 0) return USELESS;
    const folio = m.frames.folio(page);
    if (!folioTestAnon(m, folio)) return WRONG;
    if (!m.frames.test(folio, PG_LRU) || m.frames.test(folio, PG_LOCKED)) return AGAIN;
    if (!isRefcountSuitable(m, folio)) return AGAIN;
  }
  return writable ? null : USELESS;
}

/** __collapse_huge_page_swapin(): false when a page cannot be read back. */
function* swapin(m: Machine, vma: Vma, address: number, first: number): Steps<boolean> {
  for (let i = 0; i < PTRS; i++) {
    const pte = m.tables.get(first + i);
    if (pte === 0 || ptePresent(pte)) continue;
    const vmf = newVmFault(vma, address + i, FAULT_FLAG_ALLOW_RETRY);
    vmf.pte = first + i;
    vmf.origPte = pte;
    if ((yield* doSwapPage(m, vmf)) & VM_FAULT_ERROR) return false;
  }
  return true;
}

/** __collapse_huge_page_copy(): the contents go into the huge page, the small pages out of the page table. */
function copyPages(m: Machine, vma: Vma, first: number, hpage: number): void {
  const { frames } = m;
  for (let i = 0; i < PTRS; i++) {
    const pte = m.tables.get(first + i);
    m.tables.set(first + i, 0);
    if (noneOrZero(pte)) {
      frames.fillContent(hpage + i, 0);
      continue;
    }
    const page = vmNormalPage(pte);
    const folio = frames.folio(page);
    frames.copyContent(hpage + i, page);
    folioRemoveRmapPte(m, page);
    munlockVmaFolio(m, folio, vma);
    freeSwapCache(m, folio);
    folioPut(m, folio);
  }
}

/** collapse_huge_page(): called without mmap_lock. */
const collapseHugePage = kernelFunction(
  'collapse_huge_page',
  function* (m, vma: Vma, address: number) {
    const { mm } = vma;
    const hpage = allocFolio(m, HPAGE_PMD_ORDER, GFP_HIGHUSER_MOVABLE);
    if (hpage === 0) return { errno: -ENOMEM, stop: true };
    yield* mmapWriteLock(m, mm);
    const first = m.tables.find(mm.pgd, address, PTE_LEVEL);
    const stays = vmaLookup(mm, address) === vma && first >= 0;
    const problem =
      stays && (yield* swapin(m, vma, address, first))
        ? obstacle(m, first, false, vma.uffd !== null)
        : WRONG;
    if (problem !== null) {
      if (m.watching) yield note(m, 'a page changed or is held meanwhile: gives up');
      folioPut(m, hpage);
      mmapWriteUnlock(mm);
      return problem;
    }
    copyPages(m, vma, first, hpage);
    m.frames.set(hpage, PG_UPTODATE);
    const pmd = m.tables.find(mm.pgd, address, PMD_LEVEL);
    m.tables.freeTable(ptePfn(m.tables.get(pmd)));
    folioAddNewAnonRmapPmd(m, hpage, vma, address);
    addLruVma(m, hpage, vma);
    m.tables.set(pmd, maybeMkwrite(makePte(hpage, vmPageProt(vma) | PTE_LEAF | PTE_DIRTY), vma));
    if (m.watching) yield note(m, 'one huge page instead of 512 small ones');
    mmapWriteUnlock(mm);
    return null;
  },
  () => '',
);

/** hpage_collapse_scan_pmd(): one range of the size of a huge page. null when it is one now. */
const scanPmd = kernelFunction(
  'hpage_collapse_scan_pmd',
  function* (m, vma: Vma, address: number): Steps<Obstacle | null> {
    const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
    const entry = pmd < 0 ? 0 : m.tables.get(pmd);
    if (pteLeaf(entry)) return null;
    if (!pteTable(entry)) return USELESS;
    const problem = obstacle(
      m,
      m.tables.find(vma.mm.pgd, address, PTE_LEVEL),
      true,
      vma.uffd !== null,
    );
    if (problem !== null) {
      if (m.watching)
        yield note(m, problem === AGAIN ? 'a page is held or off the LRU' : 'not worth it');
      return problem;
    }
    mmapReadUnlock(vma.mm);
    const result = yield* collapseHugePage(m, vma, address);
    yield* mmapReadLock(m, vma.mm);
    return result;
  },
  () => '',
);

/** madvise_collapse(): makes huge pages of what is mapped. Called with mmap_lock held for reading. */
export const madviseCollapse = kernelFunction(
  'madvise_collapse',
  function* (m, vma: Vma, start: number, end: number) {
    if (!mayCollapse(vma)) return -EINVAL;
    let last = 0;
    for (let address = pmdStart(start + PTRS - 1); address + PTRS <= end; address += PTRS) {
      const problem = yield* scanPmd(m, vma, address);
      if (problem === null) continue;
      last = problem.errno;
      if (problem.stop) break;
    }
    return last;
  },
);
