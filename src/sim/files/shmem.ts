import { VM_FAULT_OOM, VM_FAULT_SIGBUS } from '../fault/faultFlags';
import type { VmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import { allocFolio, GFP_ZEROED_MOVABLE } from '../memory/buddy';
import { folioAddLru, folioGet, folioNrPages } from '../memory/folio';
import { PG_SWAPBACKED, PG_UPTODATE } from '../memory/pageFlags';
import { handleUserfault } from '../fault/userfault';
import { has, VM_UFFD_MISSING } from '../mm/vma';
import { HPAGE_PMD_ORDER } from '../mm/thp';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace } from '../world';
import { addToPageCache, findPage } from './addressSpace';
import type { FileOps } from './fileOps';
import { shmemFillsHuge } from './shmemHuge';
import { shmemSwapinFolio } from './shmemSwap';

/** shmem_alloc_and_add_folio(): a new zeroed folio over a hole, huge where that is permitted. 0 when memory is out. */
function allocAndAddFolio(
  m: Machine,
  mapping: AddressSpace,
  index: number,
  vmf: VmFault | null,
): number {
  const huge = shmemFillsHuge(m, mapping, index, vmf)
    ? allocFolio(m, HPAGE_PMD_ORDER, GFP_ZEROED_MOVABLE)
    : 0;
  const folio = huge === 0 ? allocFolio(m, 0, GFP_ZEROED_MOVABLE) : huge;
  if (folio === 0) return 0;
  m.frames.set(folio, PG_UPTODATE | PG_SWAPBACKED);
  addToPageCache(m, mapping, folio, index - (index % folioNrPages(m, folio)));
  folioAddLru(m, folio);
  return folio + (index % folioNrPages(m, folio));
}

/**
 * shmem_get_folio_gfp(): the page at an index, allocated when the file has a hole there; `vmf` is the fault that asks, null
 * for a system call. The caller gets a reference. 0 when memory is out.
 */
export const shmemGetFolio = kernelFunction(
  'shmem_get_folio_gfp',
  function* (m, mapping: AddressSpace, index: number, vmf: VmFault | null) {
    const cached = findPage(mapping, index);
    if (cached !== 0) {
      folioGet(m, m.frames.folio(cached));
      return cached;
    }
    if (mapping.pages.has(index)) {
      const page = shmemSwapinFolio(m, mapping, index);
      if (m.watching) yield note(m, 'the page was in swap: reads it in');
      return page;
    }
    if (m.watching) yield note(m, 'a hole: allocates zeroed memory');
    const raced = findPage(mapping, index);
    if (raced !== 0) {
      folioGet(m, m.frames.folio(raced));
      return raced;
    }
    return allocAndAddFolio(m, mapping, index, vmf);
  },
);

function* fault(m: Machine, vmf: VmFault): Steps<number> {
  const mapping = vmf.vma.file;
  if (mapping === null || vmf.pgoff >= mapping.size) return VM_FAULT_SIGBUS;
  // Neither cached nor in swap: a userfaultfd is asked before the hole is filled.
  if (has(vmf.vma, VM_UFFD_MISSING) && !mapping.pages.has(vmf.pgoff))
    return yield* handleUserfault(m, vmf);
  vmf.page = yield* shmemGetFolio(m, mapping, vmf.pgoff, vmf);
  return vmf.page === 0 ? VM_FAULT_OOM : 0;
}

function* none(): Steps<number> {
  yield* [];
  return 0;
}

/** shmem_vm_ops: memfd, tmpfs and shared anonymous memory. No page_mkwrite: nobody writes it back. */
export const shmemOps: FileOps = {
  handlesFaults: () => true,
  fault: kernelFunction('shmem_fault', fault),
  pageMkwrite: none,
  pfnMkwrite: none,
};
