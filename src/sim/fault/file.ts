import type { Machine } from '../machine';
import { fileOps } from '../files/fileOps';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import { folioIsLarge, folioNrPages, folioPut } from '../memory/folio';
import { PG_LOCKED, PG_UPTODATE } from '../memory/pageFlags';
import { addLruVma, mlockMapped } from '../mm/lru';
import { PTE_LEVEL, PTRS } from '../mm/pageTables';
import { makePte, PTE_DIRTY, PTE_LEAF, pteAdvancePfn, ptePfn, withFlags } from '../mm/pte';
import type { Pte } from '../mm/pte';
import { folioAddFileRmapPmd, folioAddFileRmapPte, folioAddNewAnonRmap } from '../mm/rmap';
import { HPAGE_PMD_ORDER, pmdStart, thpVmaSuitableOrder } from '../mm/thp';
import {
  has,
  hasPageMkwrite,
  maybeMkwrite,
  VM_NOHUGEPAGE,
  vmaIsAnonShmem,
  vmPageProt,
  VM_SHARED,
} from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import { doPageMkwrite, faultDirtySharedPage } from './cow';
import {
  FAULT_FLAG_WRITE,
  VM_FAULT_DONE_COW,
  VM_FAULT_ERROR,
  VM_FAULT_NOPAGE,
  VM_FAULT_OOM,
  VM_FAULT_RETRY,
  VM_FAULT_SIGBUS,
} from './faultFlags';
import { pteUnchanged, vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

const GIVES_UP = VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY;

/** __do_fault(): asks the file for its page; afterwards `vmf.page` is locked and has a reference. */
function* askFile(m: Machine, vmf: VmFault): Steps<number> {
  const result = yield* fileOps(vmf.vma).fault(m, vmf);
  if (result & (GIVES_UP | VM_FAULT_DONE_COW)) return result;
  m.frames.set(m.frames.folio(vmf.page), PG_LOCKED);
  return result;
}

const unlockFolio = (m: Machine, page: number): void => {
  m.frames.clear(m.frames.folio(page), PG_LOCKED);
};

/** do_set_pmd(): a huge folio of a file is mapped by one entry, where the VMA has room for it. */
export function doSetPmd(m: Machine, vmf: VmFault, page: number): boolean {
  const { vma } = vmf;
  const folio = m.frames.folio(page);
  if (m.frames.order[folio] !== HPAGE_PMD_ORDER || has(vma, VM_NOHUGEPAGE)) return false;
  if (!thpVmaSuitableOrder(vma, vmf.address, HPAGE_PMD_ORDER)) return false;
  let entry = makePte(folio, vmPageProt(vma) | PTE_LEAF);
  if (vmf.flags & FAULT_FLAG_WRITE) entry = maybeMkwrite(withFlags(entry, PTE_DIRTY), vma);
  folioAddFileRmapPmd(m, folio);
  m.tables.set(vmf.pmd, entry);
  return true;
}

/**
 * Shared anonymous memory maps a large folio as a whole also where one entry cannot do that. How many pages lie before the
 * one in question, -1 when only that page is to be mapped: elsewhere, or where the VMA or the table ends within the folio.
 */
function mappedBefore(m: Machine, { vma, address }: VmFault, page: number): number {
  const folio = m.frames.folio(page);
  if (!vmaIsAnonShmem(vma) || !folioIsLarge(m, folio) || vma.uffd !== null) return -1;
  const before = page - folio;
  const end = address - before + folioNrPages(m, folio);
  const table = pmdStart(address);
  if (address - before < Math.max(vma.start, table)) return -1;
  if (end > Math.min(vma.end, table + PTRS)) return -1;
  return before;
}

/** set_pte_range() for a whole large folio of a file. False when some of its pages are mapped already. */
function mapWholeFolio(m: Machine, vmf: VmFault, before: number, entry: Pte): boolean {
  const folio = ptePfn(entry) - before;
  const pages = folioNrPages(m, folio);
  const first = vmf.pte - before;
  for (let i = 0; i < pages; i++) if (m.tables.get(first + i) !== 0) return false;
  m.frames.refAdd(folio, pages - 1);
  for (let i = 0; i < pages; i++) {
    folioAddFileRmapPte(m, folio + i);
    m.tables.set(first + i, pteAdvancePfn(entry, i - before));
  }
  return true;
}

/** finish_fault() with set_pte_range(): installs the entry. The caller's reference becomes the mapping's. */
export const finishFault = kernelFunction('finish_fault', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  const write = (vmf.flags & FAULT_FLAG_WRITE) !== 0;
  const cow = write && !has(vma, VM_SHARED);
  const page = cow ? vmf.cowPage : vmf.page;
  if (m.tables.get(vmf.pmd) === 0 && doSetPmd(m, vmf, page)) {
    if (m.watching) yield note(m, 'maps the huge page of the file');
    return 0;
  }
  vmf.pte = m.tables.alloc(vma.mm.pgd, vmf.address, PTE_LEVEL);
  if (vmf.pte < 0 || !pteUnchanged(m, vmf)) return VM_FAULT_NOPAGE;
  let entry = makePte(page, vmPageProt(vma));
  if (write) entry = maybeMkwrite(withFlags(entry, PTE_DIRTY), vma);
  const before = cow ? -1 : mappedBefore(m, vmf, page);
  if (before >= 0 && mapWholeFolio(m, vmf, before, entry)) {
    if (m.watching) yield note(m, 'maps all pages of the folio');
    return 0;
  }
  if (cow) {
    folioAddNewAnonRmap(m, page, vma, vmf.address);
    addLruVma(m, page, vma);
  } else {
    folioAddFileRmapPte(m, page);
    mlockMapped(m, m.frames.folio(page), vma);
  }
  m.tables.set(vmf.pte, entry);
  if (m.watching) yield note(m, cow ? 'maps the private copy' : 'maps the page of the file');
  return 0;
});

const doReadFault = kernelFunction('do_read_fault', function* (m, vmf: VmFault) {
  let result = yield* askFile(m, vmf);
  if (result & GIVES_UP) return result;
  result |= yield* finishFault(m, vmf);
  unlockFolio(m, vmf.page);
  if (result & GIVES_UP) folioPut(m, m.frames.folio(vmf.page));
  return result;
});

const doCowFault = kernelFunction('do_cow_fault', function* (m, vmf: VmFault) {
  vmfAnonPrepare(m, vmf);
  vmf.cowPage = allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
  if (vmf.cowPage === 0) return VM_FAULT_OOM;
  let result = yield* askFile(m, vmf);
  if (result & GIVES_UP) {
    folioPut(m, vmf.cowPage);
    return result;
  }
  if (result & VM_FAULT_DONE_COW) return result | (yield* finishFault(m, vmf));
  m.frames.copyContent(vmf.cowPage, vmf.page);
  m.frames.set(vmf.cowPage, PG_UPTODATE);
  result |= yield* finishFault(m, vmf);
  unlockFolio(m, vmf.page);
  folioPut(m, m.frames.folio(vmf.page));
  if (result & GIVES_UP) folioPut(m, vmf.cowPage);
  return result;
});

const doSharedFault = kernelFunction('do_shared_fault', function* (m, vmf: VmFault) {
  let result = yield* askFile(m, vmf);
  if (result & GIVES_UP) return result;
  if (hasPageMkwrite(vmf.vma)) {
    unlockFolio(m, vmf.page);
    const mkwrite = yield* doPageMkwrite(m, vmf);
    if (mkwrite & (VM_FAULT_ERROR | VM_FAULT_NOPAGE)) {
      folioPut(m, m.frames.folio(vmf.page));
      return mkwrite;
    }
  }
  result |= yield* finishFault(m, vmf);
  if (result & GIVES_UP) {
    unlockFolio(m, vmf.page);
    folioPut(m, m.frames.folio(vmf.page));
    return result;
  }
  return result | faultDirtySharedPage(m, vmf);
});

/** do_fault(): nothing is mapped yet in a mapping of a file or device. */
export const doFault = kernelFunction('do_fault', function* (m, vmf: VmFault) {
  if (!fileOps(vmf.vma).handlesFaults(vmf.vma)) return VM_FAULT_SIGBUS;
  if (!(vmf.flags & FAULT_FLAG_WRITE)) return yield* doReadFault(m, vmf);
  if (!has(vmf.vma, VM_SHARED)) return yield* doCowFault(m, vmf);
  return yield* doSharedFault(m, vmf);
});
