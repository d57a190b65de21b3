import type { Machine } from '../machine';
import { mlockVmaFolio } from '../mm/lru';
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
  makePte,
  PTE_DIRTY,
  PTE_WRITE,
  SWP_EXCLUSIVE,
  swapValue,
  withFlags,
} from '../mm/pte';
import type { Pte } from '../mm/pte';
import { folioAddAnonRmapPte } from '../mm/rmap';
import { has, maybeMkwrite, vmPageProt, VM_LOCKED, VM_WRITE } from '../mm/vma';
import { blocked, kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import { doWpPage } from './cow';
import { FAULT_FLAG_WRITE, VM_FAULT_ERROR, VM_FAULT_MAJOR, VM_FAULT_OOM } from './faultFlags';
import { pteUnchanged, vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

/** swapin: a page read from its slot; the swap cache is bypassed when nobody else needs the slot. 0 when memory is out. */
function readPage(m: Machine, slot: number): number {
  const folio = allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
  if (folio === 0) return 0;
  m.frames.set(folio, PG_UPTODATE | PG_SWAPBACKED);
  folioAddLru(m, folio);
  readFromSwap(m, folio, slot);
  if (swapSlot(m, slot).count > 1) addToSwapCache(m, folio, slot);
  return folio;
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
    page = readPage(m, slot);
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
  swapFree(m, slot);
  if (shouldTryToFreeSwap(m, vmf, folio)) folioFreeSwap(m, folio);
  let entry = makePte(page, vmPageProt(vma));
  exclusive ||= !ksm && m.frames.refcount[folio] === 1;
  if (exclusive) {
    if (vmf.flags & FAULT_FLAG_WRITE) {
      entry = maybeMkwrite(withFlags(entry, PTE_DIRTY), vma);
      vmf.flags &= ~FAULT_FLAG_WRITE;
    } else if (m.profile.swapInMapsWritable && has(vma, VM_WRITE)) {
      entry = withFlags(entry, PTE_WRITE);
    }
  }
  if (!folioTestAnon(m, folio)) vmfAnonPrepare(m, vmf);
  folioAddAnonRmapPte(m, page, vma, vmf.address, exclusive);
  mlockVmaFolio(m, folio, vma);
  vmf.origPte = entry;
  m.tables.set(vmf.pte, entry);
  if (m.watching) yield note(m, exclusive ? 'maps it, exclusive' : 'maps it, maybe shared');
  if (vmf.flags & FAULT_FLAG_WRITE) {
    result |= yield* doWpPage(m, vmf);
    if (result & VM_FAULT_ERROR) result &= VM_FAULT_ERROR;
  }
  return result;
});
