import { VM_FAULT_LOCKED, VM_FAULT_OOM, VM_FAULT_SIGBUS } from '../fault/faultFlags';
import type { VmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import { allocFolio } from '../memory/buddy';
import { folioAddLru, folioGet } from '../memory/folio';
import { PG_UNEVICTABLE, PG_UNMAPPED_DIRECT, PG_UPTODATE } from '../memory/pageFlags';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import { addToPageCache, findPage } from './addressSpace';
import type { FileOps } from './fileOps';

function* fault(m: Machine, vmf: VmFault): Steps<number> {
  const mapping = vmf.vma.file;
  if (mapping === null || vmf.pgoff >= mapping.size) return VM_FAULT_SIGBUS;
  let page = findPage(mapping, vmf.pgoff);
  if (page === 0) {
    page = allocFolio(m, 0, { movable: false, zero: true });
    if (page === 0) return VM_FAULT_OOM;
    m.frames.set(page, PG_UPTODATE | PG_UNMAPPED_DIRECT | PG_UNEVICTABLE);
    addToPageCache(m, mapping, page, vmf.pgoff);
    folioAddLru(m, page);
    if (m.watching) yield note(m, 'a new page, taken out of the direct map');
  } else {
    folioGet(m, page);
  }
  vmf.page = page;
  return VM_FAULT_LOCKED;
}

function* none(): Steps<number> {
  yield* [];
  return 0;
}

/** secretmem_vm_ops: pages the kernel itself cannot read. */
export const secretmemOps: FileOps = {
  handlesFaults: () => true,
  fault: kernelFunction('secretmem_fault', fault),
  pageMkwrite: none,
  pfnMkwrite: none,
};
