import { EINVAL, ENOMEM } from '../errno';
import type { Machine } from '../machine';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import { folioGet, folioPut, folioTestAnon } from '../memory/folio';
import { PG_UPTODATE } from '../memory/pageFlags';
import { swapDuplicate } from '../memory/swap';
import { anonVmaFork } from '../mm/anonVma';
import { addLruVma } from '../mm/lru';
import { copyHugePmd } from '../mm/hugePmd';
import { copyHugetlbPageRange } from '../mm/hugetlb';
import { mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import { vmNormalPage } from '../mm/normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import {
  isMigrationPte,
  isSwapPte,
  makePte,
  PTE_DIRTY,
  PTE_WRITE,
  PTE_YOUNG,
  ptePresent,
  pteTable,
  pteWrite,
  SWP_EXCLUSIVE,
  SWP_WRITE,
  swapValue,
  withoutFlags,
} from '../mm/pte';
import { underPtl } from '../mm/ptl';
import { pmdIsHuge, pmdStart } from '../mm/thp';
import { folioAddFileRmapPte, folioAddNewAnonRmap, folioTryDupAnonRmapPte } from '../mm/rmap';
import {
  copyVma,
  has,
  isCowMapping,
  isVmHugetlbPage,
  linkVma,
  maybeMkwrite,
  VM_DONTCOPY,
  VM_LOCKED_MASK,
  VM_MIXEDMAP,
  VM_PFNMAP,
  VM_SHARED,
  VM_UFFD_MISSING,
  VM_WIPEONFORK,
  vmPageProt,
} from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Mm, Vma } from '../world';
import { exitProcess } from './munmap';

/** copy_nonpresent_pte(): the child shares the swap slot or waits for the same migration. */
function copyNonpresentPte(m: Machine, child: Vma, to: number, from: number): void {
  const pte = m.tables.get(from);
  let copy = pte;
  if (isSwapPte(pte)) {
    swapDuplicate(m, swapValue(pte));
    copy = withoutFlags(pte, SWP_EXCLUSIVE);
  } else if (isMigrationPte(pte) && isCowMapping(child.flags)) {
    copy = withoutFlags(pte, SWP_WRITE | SWP_EXCLUSIVE);
  }
  if (copy !== pte) m.tables.set(from, copy);
  m.tables.set(to, copy);
}

/** copy_present_page(): a pinned page is copied for the child at once, so that the parent keeps it. */
function* copyPresentPage(
  m: Machine,
  child: Vma,
  to: number,
  address: number,
  page: number,
): Steps<number> {
  const folio = allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
  if (folio === 0) return -ENOMEM;
  m.frames.copyContent(folio, page);
  m.frames.set(folio, PG_UPTODATE);
  folioAddNewAnonRmap(m, folio, child, address);
  addLruVma(m, folio, child);
  m.tables.set(to, maybeMkwrite(makePte(folio, vmPageProt(child) | PTE_DIRTY), child));
  if (m.watching) yield note(m, 'the page may be pinned: the child gets a copy now');
  return 0;
}

/** copy_present_pte(): one entry of the parent for the child. */
function* copyPresentPte(
  m: Machine,
  child: Vma,
  parent: Vma,
  to: number,
  from: number,
  address: number,
): Steps<number> {
  let pte = m.tables.get(from);
  const page = vmNormalPage(pte);
  if (page !== 0) {
    const folio = m.frames.folio(page);
    folioGet(m, folio);
    const pinnedFilePage =
      m.profile.forkCopiesPinnedFilePages &&
      isCowMapping(parent.flags) &&
      m.profile.folioNeedsCowForDma(m, parent, folio);
    if (!folioTestAnon(m, folio) && !pinnedFilePage) {
      folioAddFileRmapPte(m, page);
    } else if (pinnedFilePage || !folioTryDupAnonRmapPte(m, page, parent)) {
      folioPut(m, folio);
      return yield* copyPresentPage(m, child, to, address, page);
    }
    if (m.watching) yield note(m, 'the page does not look pinned: shares it');
  }
  if (isCowMapping(parent.flags) && pteWrite(pte)) {
    pte = withoutFlags(pte, PTE_WRITE);
    m.tables.set(from, pte);
    if (m.watching) yield note(m, 'write-protects the entry in both');
  }
  if (has(parent, VM_SHARED)) pte = withoutFlags(pte, PTE_DIRTY);
  m.tables.set(to, withoutFlags(pte, PTE_YOUNG));
  return 0;
}

/** copy_pte_range(). */
function* copyPteRange(
  m: Machine,
  child: Vma,
  parent: Vma,
  start: number,
  end: number,
): Steps<number> {
  const from = m.tables.find(parent.mm.pgd, start, PTE_LEVEL);
  if (from < 0) return 0;
  const to = m.tables.alloc(child.mm.pgd, start, PTE_LEVEL);
  for (let i = 0; i < end - start; i++) {
    const pte = m.tables.get(from + i);
    if (pte === 0) continue;
    if (!ptePresent(pte)) {
      copyNonpresentPte(m, child, to + i, from + i);
      continue;
    }
    const error = yield* copyPresentPte(m, child, parent, to + i, from + i, start + i);
    if (error !== 0) return error;
  }
  return 0;
}

/** vma_needs_copy(): pages of files can be faulted in again by the child. */
const vmaNeedsCopy = (m: Machine, parent: Vma): boolean =>
  parent.anonVma !== null ||
  has(parent, VM_PFNMAP | VM_MIXEDMAP) ||
  (m.profile.forkCopiesHugetlb && isVmHugetlbPage(parent));

/** copy_pmd_range() of one VMA, PMD by PMD. */
function* copyPmdRange(m: Machine, child: Vma, parent: Vma): Steps<number> {
  for (let address = parent.start; address < parent.end; address = pmdStart(address) + PTRS) {
    const next = Math.min(parent.end, pmdStart(address) + PTRS);
    const pmd = m.tables.find(parent.mm.pgd, address, PMD_LEVEL);
    if (pmd < 0) continue;
    const huge = pmdIsHuge(m.tables.get(pmd));
    if (huge && (yield* copyHugePmd(m, child, parent, pmd, address))) continue;
    if (!pteTable(m.tables.get(pmd))) continue;
    const start = address;
    const error = yield* underPtl(m, parent.mm, () => copyPteRange(m, child, parent, start, next));
    if (error !== 0) return error;
  }
  return 0;
}

/** copy_page_range(): the child's page tables for one VMA. */
const copyPageRange = kernelFunction('copy_page_range', function* (m, child: Vma, parent: Vma) {
  if (!vmaNeedsCopy(m, parent)) return 0;
  const cow = isCowMapping(parent.flags);
  if (cow) parent.mm.writeProtectSeq++;
  const copy = isVmHugetlbPage(parent) ? copyHugetlbPageRange : copyPmdRange;
  const error = yield* copy(m, child, parent);
  if (cow) parent.mm.writeProtectSeq++;
  return error;
});

/** The VMA of the child: not locked, and without the hugetlb reservation, which stays with the parent. */
function childOf(child: Mm, vma: Vma): Vma {
  const copy = copyVma(vma, child, vma.start, vma.end);
  // dup_userfaultfd(): the child's faults are its own business, unless the monitor asked for them.
  copy.flags &= ~(VM_LOCKED_MASK | VM_UFFD_MISSING);
  copy.uffd = null;
  copy.chain = [];
  copy.hugetlbPrivateOwner = false;
  copy.hugetlbUnmapped = false;
  copy.reserved = [];
  linkVma(copy);
  return copy;
}

/** dup_mmap() for fork(). */
export const fork = kernelFunction('dup_mmap', function* (m, childName: string) {
  if (!m.profile.mmu) return -EINVAL;
  const parent = m.current.mm;
  const child = m.newProcess(childName).mm;
  yield* mmapWriteLock(m, parent);
  let error = 0;
  for (const vma of parent.vmas) {
    if (has(vma, VM_DONTCOPY)) continue;
    const copy = childOf(child, vma);
    if (has(vma, VM_WIPEONFORK)) {
      copy.anonVma = null;
      continue;
    }
    anonVmaFork(m, copy, vma);
    error = yield* copyPageRange(m, copy, vma);
    if (error !== 0) break;
  }
  mmapWriteUnlock(parent);
  if (error === 0) return 0;
  yield* exitProcess(m, childName);
  // copy_mm() has one answer for every failure of dup_mm().
  return -ENOMEM;
});
