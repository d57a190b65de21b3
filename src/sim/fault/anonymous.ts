import { ZERO_PFN } from '../machine';
import { allocFolio, GFP_ZEROED_MOVABLE } from '../memory/buddy';
import { PG_UPTODATE } from '../memory/pageFlags';
import { addLruVma } from '../mm/lru';
import { PTE_LEVEL } from '../mm/pageTables';
import { makePte, PTE_DIRTY, PTE_SPECIAL, PTE_WRITE } from '../mm/pte';
import { folioAddNewAnonRmap } from '../mm/rmap';
import { has, vmPageProt, VM_SHARED, VM_WRITE } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import { FAULT_FLAG_WRITE, VM_FAULT_OOM, VM_FAULT_SIGBUS } from './faultFlags';
import { pteUnchanged, vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

/** do_anonymous_page(): the zero page for a read, a fresh exclusive page for a write. */
export const doAnonymousPage = kernelFunction('do_anonymous_page', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  if (has(vma, VM_SHARED)) return VM_FAULT_SIGBUS;
  vmf.pte = m.tables.alloc(vma.mm.pgd, vmf.address, PTE_LEVEL);
  if (vmf.pte < 0) return 0;
  const prot = vmPageProt(vma);
  if (!(vmf.flags & FAULT_FLAG_WRITE)) {
    if (!pteUnchanged(m, vmf)) return 0;
    m.tables.set(vmf.pte, makePte(ZERO_PFN, prot | PTE_SPECIAL));
    if (m.watching) yield note(m, 'read fault: maps the zero page, uncounted');
    return 0;
  }
  vmfAnonPrepare(m, vmf);
  const folio = allocFolio(m, 0, GFP_ZEROED_MOVABLE);
  if (folio === 0) return VM_FAULT_OOM;
  m.frames.set(folio, PG_UPTODATE);
  if (m.watching) yield note(m, 'write fault: a new zeroed page');
  const entry = makePte(folio, has(vma, VM_WRITE) ? prot | PTE_WRITE | PTE_DIRTY : prot);
  folioAddNewAnonRmap(m, folio, vma, vmf.address);
  addLruVma(m, folio, vma);
  m.tables.set(vmf.pte, entry);
  if (m.watching) yield note(m, 'maps it writable and exclusive');
  return 0;
});
