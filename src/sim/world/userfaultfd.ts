import { EEXIST, EINVAL, ENOENT, ENOMEM, EPERM } from '../errno';
import { addToPageCache } from '../files/addressSpace';
import type { Machine } from '../machine';
import { ZERO_PFN } from '../machine';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import { folioAddLru } from '../memory/folio';
import { PG_SWAPBACKED, PG_UPTODATE } from '../memory/pageFlags';
import { anonVmaPrepare } from '../mm/anonVma';
import { addLruVma } from '../mm/lru';
import { mmapReadLock, mmapReadUnlock, mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import { PTE_LEVEL } from '../mm/pageTables';
import { makePte, PTE_DIRTY, PTE_SPECIAL } from '../mm/pte';
import { folioAddFileRmapPte, folioAddNewAnonRmap } from '../mm/rmap';
import {
  has,
  linearPageIndex,
  maybeMkwrite,
  VM_MAYWRITE,
  VM_SHARED,
  VM_UFFD_MISSING,
  vmaIsAnonymous,
  vmaLookup,
  vmasIn,
  vmPageProt,
} from '../mm/vma';
import { isolateRange, mergeVmas } from '../mm/vmaRange';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Mm, Userfaultfd, UffdFill, Vma } from '../world';

/** A page with one byte all over; for shared shmem it goes into the file. 0, -ENOMEM or -EEXIST. */
function fillPage(m: Machine, vma: Vma, at: number, address: number, value: number): number {
  const index = linearPageIndex(vma, address);
  const cached = vma.file !== null && has(vma, VM_SHARED) ? vma.file : null;
  if (cached?.pages.has(index) === true) return -EEXIST;
  if (cached === null) anonVmaPrepare(m, vma);
  const folio = allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
  if (folio === 0) return -ENOMEM;
  m.frames.fillContent(folio, value);
  m.frames.set(folio, PG_UPTODATE | PG_SWAPBACKED);
  if (cached === null) {
    folioAddNewAnonRmap(m, folio, vma, address);
    addLruVma(m, folio, vma);
  } else {
    addToPageCache(m, cached, folio, index);
    folioAddLru(m, folio);
    folioAddFileRmapPte(m, folio);
  }
  m.tables.set(at, maybeMkwrite(makePte(folio, vmPageProt(vma) | PTE_DIRTY), vma));
  return 0;
}

/**
 * mfill_atomic() (before 6.3 __mcopy_atomic()): UFFDIO_COPY or UFFDIO_ZEROPAGE of one page. 0, or a negative errno:
 * -ENOENT where no userfaultfd looks, -EEXIST where something is mapped.
 */
export const mfillAtomic = kernelFunction(
  'mfill_atomic',
  function* (m, mm: Mm, address: number, fill: UffdFill, value: number): Steps<number> {
    yield* mmapReadLock(m, mm);
    const vma = vmaLookup(mm, address);
    let result = -ENOENT;
    if (vma !== null && has(vma, VM_UFFD_MISSING)) {
      const at = m.tables.alloc(mm.pgd, address, PTE_LEVEL);
      if (at < 0 || m.tables.get(at) !== 0) {
        result = -EEXIST;
      } else if (fill === 'copy' || has(vma, VM_SHARED)) {
        result = fillPage(m, vma, at, address, fill === 'copy' ? value : 0);
      } else {
        m.tables.set(at, makePte(ZERO_PFN, vmPageProt(vma) | PTE_SPECIAL));
        result = 0;
      }
    }
    mmapReadUnlock(mm);
    if (m.watching) yield note(m, result === 0 ? 'the page is there now' : 'cannot be filled');
    return result;
  },
);

/** Gives the VMAs of a range to a userfaultfd, or (null) takes them away from it. */
function* setUserfaultfd(
  m: Machine,
  start: number,
  end: number,
  uffd: Userfaultfd | null,
): Steps<number> {
  const { mm } = m.current;
  yield* mmapWriteLock(m, mm);
  let error = vmasIn(mm, start, end).length === 0 ? -EINVAL : 0;
  for (const vma of vmasIn(mm, start, end)) {
    // vma_can_userfault(), without hugetlb.
    if (!vmaIsAnonymous(vma) && vma.ops !== 'shmem') error = -EINVAL;
    else if (uffd !== null && !has(vma, VM_MAYWRITE)) error = -EPERM;
  }
  if (error === 0)
    for (const vma of yield* isolateRange(m, mm, start, end)) {
      vma.uffd = uffd;
      vma.flags = uffd === null ? vma.flags & ~VM_UFFD_MISSING : vma.flags | VM_UFFD_MISSING;
    }
  mergeVmas(mm, start, end);
  mmapWriteUnlock(mm);
  return error;
}

/** UFFDIO_REGISTER with UFFDIO_REGISTER_MODE_MISSING. */
export const userfaultfdRegister = kernelFunction(
  'userfaultfd_register',
  (m, start: number, end: number, uffd: Userfaultfd) => setUserfaultfd(m, start, end, uffd),
);

/** UFFDIO_UNREGISTER: whoever waits faults again, and finds nobody to ask. */
export const userfaultfdUnregister = kernelFunction(
  'userfaultfd_unregister',
  (m, start: number, end: number) => setUserfaultfd(m, start, end, null),
);

/** UFFDIO_COPY or UFFDIO_ZEROPAGE of a range: 0, or the error of the first page that cannot be filled. */
export function* userfaultfdFill(
  m: Machine,
  start: number,
  end: number,
  fill: UffdFill,
  value: number,
): Steps<number> {
  let result = 0;
  for (let address = start; address < end && result === 0; address++)
    result = yield* mfillAtomic(m, m.current.mm, address, fill, value);
  return result;
}
