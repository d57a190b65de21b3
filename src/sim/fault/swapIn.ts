import type { Machine } from '../machine';
import { mlockMapped } from '../mm/lru';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import {
  folioAddLru,
  folioGet,
  folioNrPages,
  folioPut,
  folioTestAnon,
  folioTestKsm,
} from '../memory/folio';
import { PG_MLOCKED, PG_SWAPBACKED, PG_SWAPCACHE, PG_UPTODATE } from '../memory/pageFlags';
import { addToSwapCache, folioFreeSwap, readFromSwap, swapFree, swapSlot } from '../memory/swap';
import {
  isSwapPte,
  KIND_SWAP,
  makePte,
  makeSwapPte,
  PTE_DIRTY,
  PTE_WRITE,
  pteAdvancePfn,
  SWP_EXCLUSIVE,
  swapValue,
  withFlags,
} from '../mm/pte';
import type { Pte } from '../mm/pte';
import { PTRS } from '../mm/pageTables';
import { folioAddAnonRmapPte } from '../mm/rmap';
import { HPAGE_PMD_ORDER, pmdStart, thpAllowableOrders, thpVmaSuitableOrder } from '../mm/thp';
import { has, maybeMkwrite, vmPageProt, VM_LOCKED, VM_WRITE } from '../mm/vma';
import { blocked, kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import { doWpPage } from './cow';
import { FAULT_FLAG_WRITE, VM_FAULT_ERROR, VM_FAULT_MAJOR, VM_FAULT_OOM } from './faultFlags';
import { pteUnchanged, vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

/** can_swapin_thp(): the `2^order` entries around the fault are slots side by side, not cached, zeros or not all alike. */
function canSwapinThp(m: Machine, vmf: VmFault, order: number): boolean {
  const pages = 2 ** order;
  const slot = swapValue(vmf.origPte);
  const skipped = vmf.address % pages;
  if (slot % pages !== skipped) return false;
  const { zero } = swapSlot(m, slot);
  const exclusive = vmf.origPte & SWP_EXCLUSIVE;
  if (!isSwapPteBatch(m, vmf.pte - skipped, slot - skipped, pages, exclusive)) return false;
  for (let i = -skipped; i < pages - skipped; i++) {
    const state = swapSlot(m, slot + i);
    if (state.cache !== 0 || state.zero !== zero) return false;
  }
  return true;
}

/** The entries from `first` on are those of slots side by side, all of one kind (swap_pte_batch()). */
function isSwapPteBatch(m: Machine, first: number, slot: number, pages: number, flags: number) {
  for (let i = 0; i < pages; i++)
    if (m.tables.get(first + i) !== makeSwapPte(KIND_SWAP, slot + i, flags)) return false;
  return true;
}

/** A large folio in the swap cache whose pages are all awaited by the entries around this one (6.12). */
function isMappedWhole(m: Machine, vmf: VmFault, folio: number, page: number): boolean {
  const pages = folioNrPages(m, folio);
  if (pages === 1 || !m.profile.swapsInLargeFolios) return false;
  const { vma, address } = vmf;
  const start = address - (page - folio);
  if (start < Math.max(pmdStart(address), vma.start)) return false;
  if (start + pages > Math.min(pmdStart(address) + PTRS, vma.end)) return false;
  const slot = swapValue(vmf.origPte) - (page - folio);
  return isSwapPteBatch(m, vmf.pte - (page - folio), slot, pages, vmf.origPte & SWP_EXCLUSIVE);
}

/** alloc_swap_folio(): the largest folio that the knobs, the VMA and what lies in swap permit; 0 is OOM. */
function allocSwapFolio(m: Machine, vmf: VmFault): number {
  // userfaultfd_armed(): every page is looked at by itself.
  if (m.profile.swapsInLargeFolios && vmf.vma.uffd === null)
    for (const order of thpAllowableOrders(m, vmf.vma)) {
      if (order === HPAGE_PMD_ORDER || !thpVmaSuitableOrder(vmf.vma, vmf.address, order)) continue;
      const folio = canSwapinThp(m, vmf, order) ? allocFolio(m, order, GFP_HIGHUSER_MOVABLE) : 0;
      if (folio !== 0) return folio;
    }
  return allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
}

/** swapin: the page read from its slot; the swap cache is bypassed when nobody else needs the slot. 0 when memory is out. */
function readPage(m: Machine, vmf: VmFault): number {
  const slot = swapValue(vmf.origPte);
  const alone = swapSlot(m, slot).count === 1;
  const folio = alone ? allocSwapFolio(m, vmf) : allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
  if (folio === 0) return 0;
  m.frames.set(folio, PG_UPTODATE | PG_SWAPBACKED);
  folioAddLru(m, folio);
  const skipped = vmf.address % folioNrPages(m, folio);
  readFromSwap(m, folio, slot - skipped);
  if (!alone) addToSwapCache(m, folio, slot);
  return folio + skipped;
}

/** should_try_to_free_swap(): the slot is not worth keeping. */
function shouldTryToFreeSwap(m: Machine, vmf: VmFault, folio: number): boolean {
  const { frames } = m;
  if (!frames.test(folio, PG_SWAPCACHE)) return false;
  if (has(vmf.vma, VM_LOCKED) || frames.test(folio, PG_MLOCKED)) return true;
  const alone = frames.refcount[folio] === 1 + folioNrPages(m, folio);
  return (vmf.flags & FAULT_FLAG_WRITE) !== 0 && !folioTestKsm(m, folio) && alone;
}

/** migration_entry_wait(): until the page is mapped again, here or there; then the fault is tried again. */
export function* migrationEntryWait(m: Machine, at: number, entry: Pte): Steps<void> {
  while (m.watching && m.tables.get(at) === entry)
    yield blocked(m, 'waits for the migration to end');
}

/** do_swap_page(): the entry is not present but not empty either: swapped out, or under migration. */
export const doSwapPage = kernelFunction('do_swap_page', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  // pte_unmap_same(): what was read on the way here may be history.
  if (!pteUnchanged(m, vmf)) return 0;
  if (!isSwapPte(vmf.origPte)) {
    yield* migrationEntryWait(m, vmf.pte, vmf.origPte);
    return 0;
  }
  const slot = swapValue(vmf.origPte);
  let result = 0;
  let page = swapSlot(m, slot).cache;
  if (page === 0) {
    page = readPage(m, vmf);
    if (page === 0) return VM_FAULT_OOM;
    result = VM_FAULT_MAJOR;
    if (m.watching) yield note(m, 'reads the page from swap');
  } else {
    folioGet(m, m.frames.folio(page));
    if (m.watching) yield note(m, 'the page is still in the swap cache');
  }
  const folio = m.frames.folio(page);
  if (!pteUnchanged(m, vmf)) {
    folioPut(m, folio);
    if (m.watching) yield note(m, 'somebody else was faster');
    return result;
  }
  const ksm = folioTestKsm(m, folio);
  const fresh = !m.frames.test(folio, PG_SWAPCACHE);
  let exclusive = !ksm && (fresh || (vmf.origPte & SWP_EXCLUSIVE) !== 0);
  // A large folio fills all the entries whose slots it comes from.
  const whole = fresh || isMappedWhole(m, vmf, folio, page);
  const pages = whole ? folioNrPages(m, folio) : 1;
  const skipped = whole ? page - folio : 0;
  for (let i = 0; i < pages; i++) swapFree(m, slot - skipped + i);
  if (shouldTryToFreeSwap(m, vmf, folio)) folioFreeSwap(m, folio);
  let entry = makePte(page - skipped, vmPageProt(vma));
  exclusive ||= !ksm && m.frames.refcount[folio] === 1;
  if (exclusive) {
    if (vmf.flags & FAULT_FLAG_WRITE) {
      entry = maybeMkwrite(withFlags(entry, PTE_DIRTY), vma);
      vmf.flags &= ~FAULT_FLAG_WRITE;
    } else if (m.profile.swapInMapsWritable && has(vma, VM_WRITE)) {
      entry = withFlags(entry, PTE_WRITE);
    }
  }
  const isNew = !folioTestAnon(m, folio);
  if (isNew) vmfAnonPrepare(m, vmf);
  m.frames.refAdd(folio, pages - 1);
  for (let i = -skipped; i < pages - skipped; i++) {
    folioAddAnonRmapPte(m, page + i, vma, vmf.address + i, exclusive);
    m.tables.set(vmf.pte + i, pteAdvancePfn(entry, skipped + i));
  }
  // folio_add_new_anon_rmap(), unlike folio_add_anon_rmap_ptes(), leaves the folio unlocked, and 6.12 uses it here.
  if (!isNew || !m.profile.swapInIsNewRmap) mlockMapped(m, folio, vma);
  vmf.origPte = pteAdvancePfn(entry, skipped);
  if (m.watching) yield note(m, exclusive ? 'maps it, exclusive' : 'maps it, maybe shared');
  if (vmf.flags & FAULT_FLAG_WRITE) {
    result |= yield* doWpPage(m, vmf);
    if (result & VM_FAULT_ERROR) result &= VM_FAULT_ERROR;
  }
  return result;
});
