import {
  VM_FAULT_LOCKED,
  VM_FAULT_NOPAGE,
  VM_FAULT_OOM,
  VM_FAULT_SIGBUS,
} from '../fault/faultFlags';
import type { VmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import { folioAddLru, folioGet, folioMarkDirty, workingsetRefault } from '../memory/folio';
import { PG_LOCKED, PG_PRIVATE, PG_UPTODATE } from '../memory/pageFlags';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace } from '../world';
import { addToPageCache, findPage } from './addressSpace';
import type { FileOps } from './fileOps';

/** Reads a page into the cache; buffer heads stay attached only after a write. 0 when memory is out. */
export function readPage(m: Machine, mapping: AddressSpace, index: number): number {
  const folio = allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
  if (folio === 0) return 0;
  const block = mapping.disk.get(index);
  m.frames.byte0[folio] = block?.byte0 ?? 0;
  m.frames.fill[folio] = block?.fill ?? 0;
  m.frames.set(folio, PG_UPTODATE);
  addToPageCache(m, mapping, folio, index);
  const shadow = mapping.shadows.get(index);
  if (shadow !== undefined) workingsetRefault(m, folio, shadow);
  mapping.shadows.delete(index);
  folioAddLru(m, folio);
  return folio;
}

/** Buffer heads are attached to the folio: PG_private and one reference. */
export function attachBuffers(m: Machine, folio: number): void {
  if (m.frames.test(folio, PG_PRIVATE)) return;
  m.frames.set(folio, PG_PRIVATE);
  m.frames.refAdd(folio, 1);
}

function* fault(m: Machine, vmf: VmFault): Steps<number> {
  const mapping = vmf.vma.file;
  if (mapping === null || vmf.pgoff >= mapping.size) return VM_FAULT_SIGBUS;
  const cached = findPage(mapping, vmf.pgoff);
  if (cached !== 0) {
    folioGet(m, m.frames.folio(cached));
    vmf.page = cached;
    if (m.watching) yield note(m, 'found in the page cache');
    return 0;
  }
  vmf.page = readPage(m, mapping, vmf.pgoff);
  if (vmf.page === 0) return VM_FAULT_OOM;
  if (m.watching) yield note(m, 'read from disk');
  return 0;
}

function* pageMkwrite(m: Machine, vmf: VmFault): Steps<number> {
  const folio = m.frames.folio(vmf.page);
  if (m.frames.mapping[folio] !== vmf.vma.file?.id) return VM_FAULT_NOPAGE;
  m.frames.set(folio, PG_LOCKED);
  folioMarkDirty(m, folio);
  if (m.watching) yield note(m, 'marks the page dirty before it is written');
  return VM_FAULT_LOCKED;
}

function* pfnMkwrite(): Steps<number> {
  yield* [];
  return 0;
}

/** generic_file_vm_ops over a file system with buffer heads. */
export const ext2Ops: FileOps = {
  handlesFaults: () => true,
  fault: kernelFunction('filemap_fault', fault),
  pageMkwrite: kernelFunction('filemap_page_mkwrite', pageMkwrite),
  pfnMkwrite,
};
