import { EINVAL } from '../errno';
import { FAULT_FLAG_ALLOW_RETRY, VM_FAULT_ERROR } from '../fault/faultFlags';
import { doSwapPage } from '../fault/swapIn';
import { newVmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import { ZERO_PFN } from '../machine';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import { folioExpectedRefCount, folioPut, folioTestAnon } from '../memory/folio';
import { PG_LOCKED, PG_LRU, PG_UPTODATE } from '../memory/pageFlags';
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
  linearPageIndex,
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
import type { AddressSpace, Vma } from '../world';
import { collapsePteMappedThp, scanFile } from './collapseFile';
import { goesOn, isCollapsed, madviseCollapseErrno } from './scanResult';
import type { ScanResult } from './scanResult';

/** VM_NO_KHUGEPAGED. */
const VM_NO_KHUGEPAGED = VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP | VM_HUGETLB;

/** thp_vma_allowable_order() for MADV_COLLAPSE, which does not ask the knobs; `deny` is heard all the same. */
function mayCollapse(m: Machine, vma: Vma): boolean {
  if (has(vma, VM_NOHUGEPAGE | VM_NO_KHUGEPAGED)) return false;
  if (!thpVmaSuitableOrder(vma, vma.end - PTRS, HPAGE_PMD_ORDER)) return false;
  if (vma.ops === 'shmem')
    return m.profile.shmemHugePages && m.world.tunables['thp-shmem'] !== 'deny';
  return vmaIsAnonymous(vma) && vma.anonVma !== null;
}

/** pte_none_or_zero(). */
const noneOrZero = (pte: Pte): boolean =>
  pte === 0 || (ptePresent(pte) && ptePfn(pte) === ZERO_PFN);

/** hpage_collapse_scan_pmd() and __collapse_huge_page_isolate() look at the same things; the first permits swap entries. */
function examine(m: Machine, first: number, swapAllowed: boolean, armed: boolean): ScanResult {
  let writable = false;
  for (let at = first; at < first + PTRS; at++) {
    const pte = m.tables.get(at);
    if (noneOrZero(pte)) {
      // userfaultfd_armed(): a page that is missing may not appear by itself.
      if (armed) return 'SCAN_EXCEED_NONE_PTE';
      continue;
    }
    if (!ptePresent(pte)) {
      if (swapAllowed) continue;
      return 'SCAN_PTE_NON_PRESENT';
    }
    writable ||= pteWrite(pte);
    const page = vmNormalPage(pte);
    if (page === 0) return 'SCAN_PAGE_NULL';
    const folio = m.frames.folio(page);
    if (!folioTestAnon(m, folio)) return 'SCAN_PAGE_ANON';
    if (!m.frames.test(folio, PG_LRU)) return 'SCAN_PAGE_LRU';
    if (m.frames.test(folio, PG_LOCKED)) return 'SCAN_PAGE_LOCK';
    if (m.frames.refcount[folio] !== folioExpectedRefCount(m, folio)) return 'SCAN_PAGE_COUNT';
  }
  return writable ? 'SCAN_SUCCEED' : 'SCAN_PAGE_RO';
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
  function* (m, vma: Vma, address: number): Steps<ScanResult> {
    const { mm } = vma;
    const hpage = allocFolio(m, HPAGE_PMD_ORDER, GFP_HIGHUSER_MOVABLE);
    if (hpage === 0) return 'SCAN_ALLOC_HUGE_PAGE_FAIL';
    yield* mmapWriteLock(m, mm);
    const first = m.tables.find(mm.pgd, address, PTE_LEVEL);
    const stays = vmaLookup(mm, address) === vma && first >= 0;
    let result: ScanResult = 'SCAN_VMA_CHECK';
    if (stays)
      result = (yield* swapin(m, vma, address, first))
        ? examine(m, first, false, vma.uffd !== null)
        : 'SCAN_FAIL';
    if (result === 'SCAN_SUCCEED') {
      copyPages(m, vma, first, hpage);
      m.frames.set(hpage, PG_UPTODATE);
      const pmd = m.tables.find(mm.pgd, address, PMD_LEVEL);
      m.tables.freeTable(ptePfn(m.tables.get(pmd)));
      folioAddNewAnonRmapPmd(m, hpage, vma, address);
      addLruVma(m, hpage, vma);
      m.tables.set(pmd, maybeMkwrite(makePte(hpage, vmPageProt(vma) | PTE_LEAF | PTE_DIRTY), vma));
      if (m.watching) yield note(m, 'one huge page instead of 512 small ones');
    } else {
      folioPut(m, hpage);
      if (m.watching) yield note(m, 'a page changed or is held meanwhile: gives up');
    }
    mmapWriteUnlock(mm);
    return result;
  },
  (result) => result,
);

/** hpage_collapse_scan_pmd(): one range of the size of a huge page, of anonymous memory. */
const scanPmd = kernelFunction(
  'hpage_collapse_scan_pmd',
  function* (m, vma: Vma, address: number): Steps<ScanResult> {
    const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
    if (pmd < 0) return 'SCAN_PMD_NULL';
    const entry = m.tables.get(pmd);
    if (pteLeaf(entry)) return 'SCAN_PMD_MAPPED';
    if (!pteTable(entry)) return entry === 0 ? 'SCAN_PMD_NONE' : 'SCAN_PMD_NULL';
    const first = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
    const found = examine(m, first, true, vma.uffd !== null);
    if (found !== 'SCAN_SUCCEED') return found;
    mmapReadUnlock(vma.mm);
    const result = yield* collapseHugePage(m, vma, address);
    yield* mmapReadLock(m, vma.mm);
    return result;
  },
  (result) => result,
);

/** One range of a file: its folios first, then how this process maps them. */
function* collapseOfFile(m: Machine, vma: Vma, file: AddressSpace, address: number) {
  const { mm } = vma;
  mmapReadUnlock(mm);
  let result = yield* scanFile(m, file, linearPageIndex(vma, address));
  yield* mmapReadLock(m, mm);
  if (result !== 'SCAN_PTE_MAPPED_HUGEPAGE') return result;
  result = 'SCAN_VMA_CHECK';
  if (vmaLookup(mm, address) === vma) result = yield* collapsePteMappedThp(m, vma, file, address);
  return result;
}

/** madvise_collapse(): makes huge pages of what is there. Called with mmap_lock held for reading. */
export const madviseCollapse = kernelFunction(
  'madvise_collapse',
  function* (m, vma: Vma, start: number, end: number) {
    if (!mayCollapse(m, vma)) return -EINVAL;
    const first = pmdStart(start + PTRS - 1);
    const stop = pmdStart(end);
    let collapsed = 0;
    let failure: ScanResult = 'SCAN_FAIL';
    for (let address = first; address < stop; address += PTRS) {
      const result =
        vma.file === null
          ? yield* scanPmd(m, vma, address)
          : yield* collapseOfFile(m, vma, vma.file, address);
      if (isCollapsed(result)) {
        collapsed++;
        continue;
      }
      failure = result;
      if (!goesOn(result)) break;
    }
    // A range that holds no whole huge page is no success either, unless it is empty.
    return collapsed * PTRS === stop - first ? 0 : madviseCollapseErrno(failure);
  },
);
