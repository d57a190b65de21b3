import { EAGAIN, EFAULT, ENOMEM } from '../errno';
import { mmPopulate } from '../gup/populate';
import type { Machine } from '../machine';
import { folioIsLarge, folioNrPages, isHugeZero } from '../memory/folio';
import { foliosPteBatch } from '../mm/advisedFolio';
import { mlockFolio, munlockFolio, unlockUncounted } from '../mm/lru';
import { mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import { vmNormalPage } from '../mm/normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import { pteLeaf, ptePfn, ptePresent } from '../mm/pte';
import { mappingsOf } from '../mm/rmapWalk';
import { pmdStart } from '../mm/thp';
import {
  has,
  VM_DONTEXPAND,
  VM_HUGETLB,
  VM_IO,
  VM_LOCKED,
  VM_LOCKED_MASK,
  VM_LOCKONFAULT,
  VM_MIXEDMAP,
  VM_PFNMAP,
  vmaIsSecretmem,
  vmaPages,
} from '../mm/vma';
import { isolateRange, mergeVmas } from '../mm/vmaRange';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';

const supportsMlock = (vma: Vma): boolean =>
  !vmaIsSecretmem(vma) && !has(vma, VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP | VM_HUGETLB);

/**
 * allow_mlock_munlock(): a large folio is locked only when the `entries` found cover all of it, and unlocked with any part
 * of it; before 6.7 large folios mapped by PTEs are passed over.
 */
const follows = (m: Machine, folio: number, entries: number, lock: boolean): boolean =>
  !folioIsLarge(m, folio) ||
  (m.profile.mlocksPteMappedFolios && (!lock || entries === folioNrPages(m, folio)));

/** __munlock_pagevec() before 5.18: a page stays locked where another locked mapping has it (try_to_munlock()). */
function munlockUncounted(m: Machine, folio: number): void {
  const locked = mappingsOf(m, folio).some((mapping) => has(mapping.vma, VM_LOCKED));
  if (!locked) unlockUncounted(m, folio);
}

/** mlock_pte_range(): what is mapped already follows the new state of its VMA. Before 5.18 only munlock() did that. */
function* mlockPages(m: Machine, vma: Vma): Steps<void> {
  const lock = has(vma, VM_LOCKED);
  const byWalk = m.profile.mlocksByWalk;
  if (byWalk && lock) return;
  const apply = lock ? mlockFolio : byWalk ? munlockUncounted : munlockFolio;
  for (let address = vma.start; address < vma.end; address = pmdStart(address) + PTRS) {
    const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
    const entry = pmd < 0 ? 0 : m.tables.get(pmd);
    if (pteLeaf(entry)) {
      if (ptePresent(entry) && !isHugeZero(m, ptePfn(entry))) apply(m, ptePfn(entry));
      continue;
    }
    const at = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
    if (at < 0) continue;
    const end = Math.min(vma.end, pmdStart(address) + PTRS);
    for (let i = 0; i < end - address;) {
      const pte = m.tables.get(at + i);
      const page = ptePresent(pte) ? vmNormalPage(pte) : 0;
      const folio = page === 0 ? 0 : m.frames.folio(page);
      const entries = page === 0 ? 1 : foliosPteBatch(m, at + i, end - address - i, page);
      i += entries;
      if (page === 0 || !follows(m, folio, entries, lock)) continue;
      apply(m, folio);
      if (m.watching) yield note(m, lock ? 'locks a page' : 'unlocks a page');
    }
  }
}

/** apply_vma_lock_flags() with mlock_fixup(). */
function* applyLockFlags(m: Machine, start: number, end: number, flags: number): Steps<number> {
  const { mm } = m.current;
  let covered = start;
  for (const vma of yield* isolateRange(m, mm, start, end)) {
    if (vma.start > covered) return -ENOMEM;
    covered = vma.end;
    const before = vma.flags;
    const after = (before & ~VM_LOCKED_MASK) | flags;
    if (after === before || !supportsMlock(vma)) continue;
    const was = (before & VM_LOCKED) !== 0;
    const is = (after & VM_LOCKED) !== 0;
    if (was !== is) mm.lockedVm += is ? vmaPages(vma) : -vmaPages(vma);
    vma.flags = after;
    if (was !== is) yield* mlockPages(m, vma);
  }
  mergeVmas(mm, start, end);
  return covered < end ? -ENOMEM : 0;
}

/** __mlock_posix_error_return(). */
const posixError = (error: number): number =>
  error === -EFAULT ? -ENOMEM : error === -ENOMEM ? -EAGAIN : error;

/** mlock() and, with `onFault`, mlock2(MLOCK_ONFAULT). */
export const mlock = kernelFunction(
  'do_mlock',
  function* (m, start: number, end: number, onFault: boolean) {
    const { mm } = m.current;
    yield* mmapWriteLock(m, mm);
    const flags = onFault ? VM_LOCKED | VM_LOCKONFAULT : VM_LOCKED;
    const error = yield* applyLockFlags(m, start, end, flags);
    mmapWriteUnlock(mm);
    if (error !== 0) return error;
    return posixError(yield* mmPopulate(m, start, end, false));
  },
);

/** munlock(). */
export const munlock = kernelFunction(
  '__do_sys_munlock',
  function* (m, start: number, end: number) {
    const { mm } = m.current;
    yield* mmapWriteLock(m, mm);
    const error = yield* applyLockFlags(m, start, end, 0);
    mmapWriteUnlock(mm);
    return error;
  },
);
