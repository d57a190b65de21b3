import type { Machine } from '../machine';
import { addToPageCache, findPage } from '../files/addressSpace';
import {
  clearFolio,
  copyFolio,
  folioGet,
  folioMapcount,
  folioMarkDirty,
  folioPut,
  folioTestAnon,
} from '../memory/folio';
import { PG_HUGETLB_RESTORE_RESERVE, PG_UPTODATE } from '../memory/pageFlags';
import { hugePteAlloc, makeHugePte, unmapHugepageRange } from '../mm/hugetlb';
import { allocHugetlbFolio } from '../mm/hugetlbReserve';
import { PTRS } from '../mm/pageTables';
import {
  PTE_DIRTY,
  PTE_WRITE,
  PTE_YOUNG,
  ptePfn,
  ptePresent,
  pteWrite,
  withFlags,
} from '../mm/pte';
import {
  folioAddFileRmapPmd,
  folioMoveAnonRmap,
  folioRemoveRmapPmd,
  hugetlbAddNewAnonRmap,
  setPageAnonExclusive,
} from '../mm/rmap';
import { pmdStart } from '../mm/thp';
import { addressOfIndex, has, VM_MAYSHARE, VM_SHARED, VM_WRITE } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import {
  FAULT_FLAG_UNSHARE,
  FAULT_FLAG_WRITE,
  VM_FAULT_SIGBUS,
  VM_FAULT_SIGSEGV,
} from './faultFlags';
import { newVmFault, vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

/** set_huge_ptep_writable(). */
function setWritable(m: Machine, vmf: VmFault): void {
  m.tables.set(vmf.pmd, withFlags(m.tables.get(vmf.pmd), PTE_WRITE | PTE_DIRTY));
}

/** unmap_ref_private(): takes the folio away from processes that have no reservation of their own. */
function* unmapRefPrivate(m: Machine, vmf: VmFault, folio: number): Steps<void> {
  const { vma } = vmf;
  for (const other of vma.file?.vmas ?? []) {
    if (other === vma || has(other, VM_MAYSHARE) || other.hugetlbPrivateOwner) continue;
    const address = addressOfIndex(other, vmf.pgoff);
    if (address >= 0) yield* unmapHugepageRange(m, other, address, address + PTRS, folio);
  }
}

/** The folio in the mapping becomes the copy; who else holds the old one keeps it. */
function replace(m: Machine, vmf: VmFault, old: number, copy: number): void {
  const unshare = (vmf.flags & FAULT_FLAG_UNSHARE) !== 0;
  vmfAnonPrepare(m, vmf);
  copyFolio(m, copy, old);
  m.frames.set(copy, PG_UPTODATE);
  folioRemoveRmapPmd(m, old);
  hugetlbAddNewAnonRmap(m, copy, vmf.vma, vmf.address);
  m.tables.set(vmf.pmd, makeHugePte(vmf.vma, copy, !unshare));
  folioPut(m, old);
}

/** hugetlb_wp() (before 6.0 hugetlb_cow()): a write (or unsharing) fault on a read-only huge page. */
const hugetlbWp = kernelFunction('hugetlb_wp', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  const unshare = (vmf.flags & FAULT_FLAG_UNSHARE) !== 0;
  const refused = !unshare && !has(vma, VM_WRITE);
  if (m.warnOn(refused, 'mm/hugetlb.c', 'hugetlb_wp', 'write fault without permission'))
    return VM_FAULT_SIGSEGV;
  if (has(vma, VM_MAYSHARE)) {
    if (!unshare) setWritable(m, vmf);
    return 0;
  }
  const old = ptePfn(m.tables.get(vmf.pmd));
  for (;;) {
    const anon = folioTestAnon(m, old);
    // Mappings are counted here, not references: whoever only holds the page may see it change.
    if (anon && folioMapcount(m, old) === 1) {
      folioMoveAnonRmap(m, old, vma);
      if (m.profile.tracksAnonExclusive) setPageAnonExclusive(m, old);
      if (!unshare) setWritable(m, vmf);
      if (m.watching) yield note(m, 'nobody else maps the page: keeps it');
      return 0;
    }
    const owner = vma.hugetlbPrivateOwner && anon;
    const copy = allocHugetlbFolio(m, vma, vmf.address, owner);
    if (copy !== 0) {
      replace(m, vmf, old, copy);
      if (m.watching) yield note(m, 'the page is shared: maps a copy');
      return 0;
    }
    if (!owner) return VM_FAULT_SIGBUS;
    if (m.watching) yield note(m, 'the pool is empty: unmaps the page from the children');
    yield* unmapRefPrivate(m, vmf, old);
  }
});

/** A new folio for a hole of the file, or for a private mapping; 0 when there is none to be had. */
function newFolio(m: Machine, vmf: VmFault): number {
  const { vma } = vmf;
  const folio = allocHugetlbFolio(m, vma, vmf.address, false);
  if (folio === 0) return 0;
  clearFolio(m, folio);
  m.frames.set(folio, PG_UPTODATE);
  if (has(vma, VM_MAYSHARE) && vma.file !== null) {
    m.frames.clear(folio, PG_HUGETLB_RESTORE_RESERVE);
    addToPageCache(m, vma.file, folio, vmf.pgoff);
    folioMarkDirty(m, folio);
    folioAddFileRmapPmd(m, folio);
  } else {
    vmfAnonPrepare(m, vmf);
    hugetlbAddNewAnonRmap(m, folio, vma, vmf.address);
  }
  return folio;
}

/** hugetlb_no_page(): nothing is mapped yet. */
const hugetlbNoPage = kernelFunction('hugetlb_no_page', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  if (vma.hugetlbUnmapped || vma.file === null) return VM_FAULT_SIGBUS;
  let folio = findPage(vma.file, vmf.pgoff);
  if (folio === 0) {
    if (vmf.pgoff >= vma.file.size) return VM_FAULT_SIGBUS;
    folio = newFolio(m, vmf);
    if (folio === 0) {
      if (m.watching) yield note(m, 'the pool has no page to spare');
      return VM_FAULT_SIGBUS;
    }
    if (m.watching) yield note(m, 'a new zeroed huge page');
  } else {
    folioGet(m, folio);
    folioAddFileRmapPmd(m, folio);
    if (m.watching) yield note(m, 'found in the page cache');
  }
  m.tables.set(vmf.pmd, makeHugePte(vma, folio, has(vma, VM_WRITE) && has(vma, VM_SHARED)));
  if (vmf.flags & FAULT_FLAG_WRITE && !has(vma, VM_SHARED)) return yield* hugetlbWp(m, vmf);
  return 0;
});

/** hugetlb_fault(): VM_FAULT_* bits. */
export const hugetlbFault = kernelFunction(
  'hugetlb_fault',
  function* (m, vma: Vma, address: number, flags: number) {
    const vmf = newVmFault(vma, pmdStart(address), flags);
    vmf.pmd = hugePteAlloc(m, vma.mm, vmf.address);
    vmf.origPmd = m.tables.get(vmf.pmd);
    if (vmf.origPmd === 0) return yield* hugetlbNoPage(m, vmf);
    // A migration entry: wait for the migration and look again.
    if (!ptePresent(vmf.origPmd)) return 0;
    if (!(flags & (FAULT_FLAG_WRITE | FAULT_FLAG_UNSHARE))) return 0;
    if (pteWrite(vmf.origPmd)) {
      if (flags & FAULT_FLAG_WRITE)
        m.tables.set(vmf.pmd, withFlags(vmf.origPmd, PTE_DIRTY | PTE_YOUNG));
      return 0;
    }
    const folio = ptePfn(vmf.origPmd);
    folioGet(m, folio);
    const result = yield* hugetlbWp(m, vmf);
    folioPut(m, folio);
    return result;
  },
);
