import { mlockVmaFolio } from '../mm/lru';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import { folioAddLru, folioTestAnon, folioTestKsm } from '../memory/folio';
import { PG_SWAPBACKED, PG_SWAPCACHE, PG_UPTODATE } from '../memory/pageFlags';
import { folioFreeSwap, swapFree, swapSlot } from '../memory/swap';
import {
  isSwapPte,
  makePte,
  PTE_DIRTY,
  PTE_WRITE,
  SWP_EXCLUSIVE,
  swapValue,
  withFlags,
} from '../mm/pte';
import { folioAddAnonRmapPte } from '../mm/rmap';
import { has, maybeMkwrite, vmPageProt, VM_LOCKED, VM_WRITE } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import { doWpPage } from './cow';
import { FAULT_FLAG_WRITE, VM_FAULT_ERROR, VM_FAULT_MAJOR, VM_FAULT_OOM } from './faultFlags';
import { vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

/** do_swap_page(): the entry is not present but not empty either: swapped out, or under migration. */
export const doSwapPage = kernelFunction('do_swap_page', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  // A migration entry: wait for the migration and look again.
  if (!isSwapPte(vmf.origPte)) return 0;
  const slotNumber = swapValue(vmf.origPte);
  const slot = swapSlot(m, slotNumber);
  let result = 0;
  let folio = slot.cache;
  const cached = folio !== 0;
  if (!cached) {
    folio = allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
    if (folio === 0) return VM_FAULT_OOM;
    m.frames.byte0[folio] = slot.byte0;
    m.frames.fill[folio] = slot.fill;
    m.frames.set(folio, PG_UPTODATE | PG_SWAPBACKED);
    folioAddLru(m, folio);
    result = VM_FAULT_MAJOR;
    // A synchronous device bypasses the swap cache when no one else needs the slot.
    if (slot.count > 1) {
      slot.cache = folio;
      m.frames.setPrivate(folio, slotNumber);
      m.frames.set(folio, PG_SWAPCACHE);
      m.frames.refAdd(folio, 1);
    }
    if (m.watching) yield note(m, 'reads the page from swap');
  } else {
    m.frames.refAdd(folio, 1);
    if (m.watching) yield note(m, 'the page is still in the swap cache');
  }
  const inCache = m.frames.test(folio, PG_SWAPCACHE);
  const ksm = folioTestKsm(m, folio);
  let exclusive = !ksm && ((vmf.origPte & SWP_EXCLUSIVE) !== 0 || !inCache);
  swapFree(m, slotNumber);
  if (inCache) {
    // should_try_to_free_swap()
    const writeAlone = (vmf.flags & FAULT_FLAG_WRITE) !== 0 && m.frames.refcount[folio] === 2;
    if (has(vma, VM_LOCKED) || writeAlone) folioFreeSwap(m, folio);
  }
  let entry = makePte(folio, vmPageProt(vma));
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
  folioAddAnonRmapPte(m, folio, vma, vmf.address, exclusive);
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
