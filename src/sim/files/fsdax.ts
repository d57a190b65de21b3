import { EBUSY, EINVAL } from '../errno';
import {
  FAULT_FLAG_WRITE,
  VM_FAULT_DONE_COW,
  VM_FAULT_NOPAGE,
  VM_FAULT_OOM,
  VM_FAULT_SIGBUS,
} from '../fault/faultFlags';
import type { VmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import { ZERO_PFN } from '../machine';
import { allocFolio } from '../memory/buddy';
import { PG_DEVMAP, PG_UPTODATE } from '../memory/pageFlags';
import { PTE_LEVEL } from '../mm/pageTables';
import { makePte, PTE_DEVMAP, PTE_DIRTY, PTE_SPECIAL, withFlags } from '../mm/pte';
import { has, maybeMkwrite, vmPageProt, VM_SHARED } from '../mm/vma';
import { blocked, kernelFunction, note, othersRun } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace } from '../world';
import { findPage } from './addressSpace';
import type { FileOps } from './fileOps';
import { unmapMappingRange } from './truncate';

/**
 * A page of persistent memory for a block of the file. Its one reference says that it is idle; pages in use have more
 * (include/linux/mm.h, put_devmap_managed_folio_refs(), until 6.15).
 */
function allocateBlock(m: Machine, mapping: AddressSpace, index: number): number {
  const page = allocFolio(m, 0, { movable: false, zero: true });
  if (page === 0) return 0;
  m.frames.set(page, PG_DEVMAP | PG_UPTODATE);
  m.frames.setMapping(page, mapping.id, index);
  mapping.pages.set(index, page);
  return page;
}

/** The block that a write goes to. What a hole showed before, the zero page, leaves all mappings of the file. */
export function* blockForWrite(m: Machine, mapping: AddressSpace, index: number): Steps<number> {
  const found = findPage(mapping, index);
  if (found !== 0) return found;
  yield* unmapMappingRange(m, mapping, index, index + 1, { evenCows: false });
  return allocateBlock(m, mapping, index);
}

/**
 * ext4_break_layouts(): blocks are not freed while someone holds their pages. With nobody to wait for: -EBUSY, which the
 * real call never answers.
 */
export function* breakLayouts(
  m: Machine,
  mapping: AddressSpace,
  first: number,
  end: number,
): Steps<number> {
  const busy = (): boolean =>
    [...mapping.pages].some(
      ([index, page]) => index >= first && index < end && m.frames.refcount[page] > 1,
    );
  while (busy()) {
    if (!othersRun(m)) return -EBUSY;
    yield blocked(m, 'waits until nobody holds pages of the file');
  }
  return 0;
}

/**
 * kill_dev_dax() and memunmap_pages(), without the wait for who still holds pages: the driver of the memory leaves. First
 * nothing maps it any more, then nobody gets more of it.
 */
export const killDevDax = kernelFunction(
  'kill_dev_dax',
  function* (m, mapping: AddressSpace): Steps<number> {
    if (!mapping.dax) return -EINVAL;
    m.world.devPagemap = 'unmapping';
    yield* unmapMappingRange(m, mapping, 0, Infinity, { evenCows: true });
    m.world.devPagemap = 'gone';
    if (m.watching) yield note(m, 'no more pages of this memory');
    return 0;
  },
);

/** dax_insert_entry() and vmf_insert_mixed(): neither references nor map counts. */
function* insertEntry(m: Machine, vmf: VmFault, entry: number, text: string): Steps<number> {
  vmf.pte = m.tables.alloc(vmf.vma.mm.pgd, vmf.address, PTE_LEVEL);
  m.tables.set(vmf.pte, entry);
  if (m.watching) yield note(m, text);
  return VM_FAULT_NOPAGE;
}

/** dax_fault_cow_page(): the private copy is made here, and finish_fault() maps it. */
function copyForPrivateWrite(m: Machine, vmf: VmFault, page: number): number {
  if (page === 0) m.frames.fillContent(vmf.cowPage, 0);
  else m.frames.copyContent(vmf.cowPage, page);
  m.frames.set(vmf.cowPage, PG_UPTODATE);
  return VM_FAULT_DONE_COW;
}

function* fault(m: Machine, vmf: VmFault): Steps<number> {
  const { vma } = vmf;
  const mapping = vma.file;
  if (mapping === null || vmf.pgoff >= mapping.size) return VM_FAULT_SIGBUS;
  if (m.world.devPagemap !== 'live') return VM_FAULT_SIGBUS;
  const write = (vmf.flags & FAULT_FLAG_WRITE) !== 0;
  let page = findPage(mapping, vmf.pgoff);
  if (write && !has(vma, VM_SHARED)) return copyForPrivateWrite(m, vmf, page);
  if (page === 0 && !write) {
    const zero = makePte(ZERO_PFN, vmPageProt(vma) | PTE_SPECIAL);
    return yield* insertEntry(m, vmf, zero, 'a hole: maps the zero page, uncounted');
  }
  if (page === 0) page = yield* blockForWrite(m, mapping, vmf.pgoff);
  if (page === 0) return VM_FAULT_OOM;
  let entry = makePte(page, vmPageProt(vma) | PTE_DEVMAP);
  if (write) entry = maybeMkwrite(withFlags(entry, PTE_DIRTY), vma);
  return yield* insertEntry(m, vmf, entry, 'maps the persistent memory itself, uncounted');
}

/** The first write through a shared entry: as a write fault, which finds or allocates the block. */
function* pfnMkwrite(m: Machine, vmf: VmFault): Steps<number> {
  return yield* fault(m, { ...vmf, flags: vmf.flags | FAULT_FLAG_WRITE });
}

function* pageMkwrite(): Steps<number> {
  yield* [];
  return 0;
}

/** vm_ops of a file system on persistent memory, mounted with dax. */
export const fsdaxOps: FileOps = {
  handlesFaults: () => true,
  fault: kernelFunction('dax_iomap_fault', fault),
  pageMkwrite,
  pfnMkwrite: kernelFunction('dax_pfn_mkwrite', pfnMkwrite),
};
