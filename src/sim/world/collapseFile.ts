import { doSetPmd } from '../fault/file';
import { newVmFault } from '../fault/vmFault';
import { addToPageCache, findPage } from '../files/addressSpace';
import { shmemSwapinFolio } from '../files/shmemSwap';
import type { Machine } from '../machine';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import {
  folioAddLru,
  folioExpectedRefCount,
  folioGet,
  folioMarkDirty,
  folioNrPages,
  folioPut,
} from '../memory/folio';
import { PG_ACTIVE, PG_LRU, PG_SWAPBACKED, PG_UNEVICTABLE, PG_UPTODATE } from '../memory/pageFlags';
import { munlockVmaFolio } from '../mm/lru';
import { vmNormalPage } from '../mm/normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import { pteLeaf, ptePfn, ptePresent, pteTable } from '../mm/pte';
import { folioRemoveRmapPte } from '../mm/rmap';
import { unmapFileFolio } from '../mm/splitFolio';
import { HPAGE_PMD_ORDER } from '../mm/thp';
import { addressOfIndex, has, VM_UFFD_MISSING } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace, Vma } from '../world';
import type { ScanResult } from './scanResult';

/** Folios of the file in [start, start + 512), in order. */
function foliosOf(m: Machine, mapping: AddressSpace, start: number): number[] {
  const folios = new Set<number>();
  for (let index = start; index < start + PTRS; index++) {
    const page = findPage(mapping, index);
    if (page !== 0) folios.add(m.frames.folio(page));
  }
  return [...folios];
}

/** Pages that are in swap come back into the page cache. False when memory is out. */
function swapinRange(m: Machine, mapping: AddressSpace, start: number): boolean {
  for (let index = start; index < start + PTRS; index++) {
    if ((mapping.pages.get(index) ?? 0) >= 0) continue;
    const page = shmemSwapinFolio(m, mapping, index);
    if (page === 0) return false;
    folioPut(m, m.frames.folio(page));
  }
  return true;
}

/** Copies the small folios and puts the huge one into their place in the page cache. */
function replaceInCache(
  m: Machine,
  mapping: AddressSpace,
  start: number,
  old: readonly number[],
  hpage: number,
): void {
  const { frames } = m;
  for (let i = 0; i < PTRS; i++) {
    const page = findPage(mapping, start + i);
    if (page === 0) frames.fillContent(hpage + i, 0);
    else frames.copyContent(hpage + i, page);
  }
  for (const folio of old) {
    const refs = m.profile.pageCacheRefs(m, folio);
    frames.setMapping(folio, 0, 0);
    frames.clear(folio, PG_ACTIVE | PG_UNEVICTABLE);
    folioPut(m, folio, refs);
  }
  frames.set(hpage, PG_UPTODATE | PG_SWAPBACKED);
  addToPageCache(m, mapping, hpage, start);
  folioMarkDirty(m, hpage);
  folioAddLru(m, hpage);
  folioPut(m, hpage);
}

/** retract_page_tables(): tables that are empty now go, so that the next fault finds room for the huge page. */
function retractPageTables(m: Machine, mapping: AddressSpace, start: number): void {
  for (const vma of mapping.vmas) {
    const address = addressOfIndex(vma, start);
    if (vma.anonVma !== null || address < 0 || address % PTRS !== 0) continue;
    if (vma.end < address + PTRS) continue;
    const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
    if (pmd >= 0 && pteTable(m.tables.get(pmd))) freePteTable(m, pmd);
  }
}

function freePteTable(m: Machine, pmd: number): void {
  m.tables.freeTable(ptePfn(m.tables.get(pmd)));
  m.tables.set(pmd, 0);
}

/** collapse_file() for shmem: small folios of the file become a huge one. */
const collapseFile = kernelFunction(
  'collapse_file',
  function* (m, mapping: AddressSpace, start: number): Steps<ScanResult> {
    const hpage = allocFolio(m, HPAGE_PMD_ORDER, GFP_HIGHUSER_MOVABLE);
    if (hpage === 0) return 'SCAN_ALLOC_HUGE_PAGE_FAIL';
    const give = (result: ScanResult): ScanResult => {
      folioPut(m, hpage);
      return result;
    };
    if (![...mapping.pages.keys()].some((index) => index >= start && index < start + PTRS))
      return give('SCAN_TRUNCATED');
    if (!swapinRange(m, mapping, start)) return give('SCAN_FAIL');
    const old = foliosOf(m, mapping, start);
    for (const folio of old) {
      if (!m.frames.test(folio, PG_LRU)) return give('SCAN_PAGE_LRU');
      yield* unmapFileFolio(m, folio);
      if (m.frames.refcount[folio] === folioExpectedRefCount(m, folio)) continue;
      if (m.watching) yield note(m, 'somebody holds a page: it stays, unmapped');
      return give('SCAN_PAGE_COUNT');
    }
    const hole = old.reduce((sum, folio) => sum + folioNrPages(m, folio), 0) < PTRS;
    if (hole && mapping.vmas.some((vma) => has(vma, VM_UFFD_MISSING)))
      return give('SCAN_EXCEED_NONE_PTE');
    replaceInCache(m, mapping, start, old, hpage);
    retractPageTables(m, mapping, start);
    if (m.watching) yield note(m, 'one huge folio in the page cache instead of small ones');
    return 'SCAN_PTE_MAPPED_HUGEPAGE';
  },
  (result) => result,
);

/** hpage_collapse_scan_file(): a range of a file, the size of a huge page. */
export const scanFile = kernelFunction(
  'hpage_collapse_scan_file',
  function* (m, mapping: AddressSpace, start: number): Steps<ScanResult> {
    for (const folio of foliosOf(m, mapping, start)) {
      const whole = m.frames.order[folio] === HPAGE_PMD_ORDER && m.frames.index[folio] === start;
      if (whole) return 'SCAN_PTE_MAPPED_HUGEPAGE';
      if (!m.frames.test(folio, PG_LRU)) return 'SCAN_PAGE_LRU';
      if (m.frames.refcount[folio] !== folioExpectedRefCount(m, folio)) {
        if (m.watching) yield note(m, 'a page is held');
        return 'SCAN_PAGE_COUNT';
      }
    }
    return yield* collapseFile(m, mapping, start);
  },
  (result) => result,
);

/** The entries of one table: nothing, or pages of the folio in their order. Null when that is so. */
function foreignEntry(m: Machine, first: number, folio: number): ScanResult | null {
  for (let i = 0; i < PTRS; i++) {
    const entry = m.tables.get(first + i);
    if (entry === 0) continue;
    if (!ptePresent(entry)) return 'SCAN_PTE_NON_PRESENT';
    if (vmNormalPage(entry) !== folio + i) return 'SCAN_FAIL';
  }
  return null;
}

/**
 * collapse_pte_mapped_thp(): a huge folio of a file that is mapped by PTEs, or not at all, is mapped by one entry. What a
 * private mapping wrote is in the way.
 */
export const collapsePteMappedThp = kernelFunction(
  'collapse_pte_mapped_thp',
  function* (m, vma: Vma, mapping: AddressSpace, address: number): Steps<ScanResult> {
    const vmf = newVmFault(vma, address, 0);
    vmf.pmd = m.tables.alloc(vma.mm.pgd, address, PMD_LEVEL);
    const pmd = m.tables.get(vmf.pmd);
    if (pteLeaf(pmd)) return 'SCAN_PMD_MAPPED';
    const folio = findPage(mapping, vmf.pgoff);
    if (folio === 0) return 'SCAN_PAGE_NULL';
    if (pteTable(pmd)) {
      const first = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
      const foreign = foreignEntry(m, first, folio);
      if (foreign !== null) return foreign;
      for (let i = 0; i < PTRS; i++) {
        if (m.tables.get(first + i) === 0) continue;
        m.tables.set(first + i, 0);
        folioRemoveRmapPte(m, folio + i);
        munlockVmaFolio(m, folio, vma);
        folioPut(m, folio);
      }
      freePteTable(m, vmf.pmd);
    }
    if (!doSetPmd(m, vmf, folio)) return 'SCAN_FAIL';
    folioGet(m, folio);
    if (m.watching) yield note(m, 'mapped by one entry now');
    return 'SCAN_SUCCEED';
  },
  (result) => result,
);
