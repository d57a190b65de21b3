import type { Machine } from '../machine';
import { ZERO_PFN } from '../machine';
import { allocFolio, GFP_ZEROED_MOVABLE } from '../memory/buddy';
import { folioPut } from '../memory/folio';
import { PG_UPTODATE } from '../memory/pageFlags';
import { addLruVma } from '../mm/lru';
import { PTE_LEVEL } from '../mm/pageTables';
import { makePte, PTE_DIRTY, PTE_SPECIAL, PTE_WRITE } from '../mm/pte';
import { underPtl } from '../mm/ptl';
import { folioAddNewAnonRmap } from '../mm/rmap';
import { HPAGE_PMD_ORDER, thpAllowableOrders, thpVmaSuitableOrder } from '../mm/thp';
import { has, vmPageProt, VM_SHARED, VM_UFFD_MISSING, VM_WRITE } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import { FAULT_FLAG_WRITE, VM_FAULT_OOM, VM_FAULT_SIGBUS } from './faultFlags';
import { handleUserfault } from './userfault';
import { pteUnchanged, vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

/** pte_range_none(): nothing is mapped in the `2^order` pages around the fault. */
function rangeIsEmpty(m: Machine, vmf: VmFault, order: number): boolean {
  const size = 2 ** order;
  const first = vmf.pte - (vmf.address % size);
  for (let at = first; at < first + size; at++) if (m.tables.get(at) !== 0) return false;
  return true;
}

/** alloc_anon_folio(): the largest folio that the knobs, the VMA and what is mapped already leave room for; 0 is OOM. */
function allocAnonFolio(m: Machine, vmf: VmFault): number {
  for (const order of thpAllowableOrders(m, vmf.vma)) {
    if (order === HPAGE_PMD_ORDER || !thpVmaSuitableOrder(vmf.vma, vmf.address, order)) continue;
    if (!rangeIsEmpty(m, vmf, order)) continue;
    const folio = allocFolio(m, order, GFP_ZEROED_MOVABLE);
    if (folio !== 0) return folio;
  }
  return allocFolio(m, 0, GFP_ZEROED_MOVABLE);
}

/** do_anonymous_page(): the zero page for a read, a fresh exclusive folio for a write. */
export const doAnonymousPage = kernelFunction('do_anonymous_page', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  if (has(vma, VM_SHARED)) return VM_FAULT_SIGBUS;
  vmf.pte = m.tables.alloc(vma.mm.pgd, vmf.address, PTE_LEVEL);
  if (vmf.pte < 0) return 0;
  if (has(vma, VM_UFFD_MISSING) && pteUnchanged(m, vmf)) return yield* handleUserfault(m, vmf);
  const prot = vmPageProt(vma);
  if (!(vmf.flags & FAULT_FLAG_WRITE)) {
    yield* underPtl(m, vma.mm, function* () {
      if (!pteUnchanged(m, vmf)) return;
      m.tables.set(vmf.pte, makePte(ZERO_PFN, prot | PTE_SPECIAL));
      if (m.watching) yield note(m, 'read fault: maps the zero page, uncounted');
    });
    return 0;
  }
  vmfAnonPrepare(m, vmf);
  const folio = allocAnonFolio(m, vmf);
  if (folio === 0) return VM_FAULT_OOM;
  const pages = 2 ** m.frames.order[folio];
  m.frames.set(folio, PG_UPTODATE);
  if (m.watching)
    yield note(m, `write fault: ${pages === 1 ? 'a new zeroed page' : `${String(pages)} pages`}`);
  yield* underPtl(m, vma.mm, () => mapFresh(m, vmf, folio));
  return 0;
});

/** Maps a fresh folio, unless someone was faster. */
function* mapFresh(m: Machine, vmf: VmFault, folio: number): Steps<void> {
  const { vma } = vmf;
  const order = m.frames.order[folio];
  const pages = 2 ** order;
  if (!rangeIsEmpty(m, vmf, order)) {
    folioPut(m, folio);
    if (m.watching) yield note(m, 'someone was faster: gives the page up');
    return;
  }
  const prot = vmPageProt(vma);
  const flags = has(vma, VM_WRITE) ? prot | PTE_WRITE | PTE_DIRTY : prot;
  const skipped = vmf.address % pages;
  m.frames.refAdd(folio, pages - 1);
  folioAddNewAnonRmap(m, folio, vma, vmf.address - skipped);
  addLruVma(m, folio, vma);
  for (let i = 0; i < pages; i++) m.tables.set(vmf.pte - skipped + i, makePte(folio + i, flags));
  if (m.watching) yield note(m, 'maps it writable and exclusive');
}
