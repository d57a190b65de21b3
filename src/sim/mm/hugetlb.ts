import { ENOMEM } from '../errno';
import { findPage } from '../files/addressSpace';
import type { Machine } from '../machine';
import {
  copyFolio,
  folioGet,
  folioMapped,
  folioMarkDirty,
  folioPut,
  folioTestAnon,
} from '../memory/folio';
import { PG_HUGETLB_RESTORE_RESERVE, PG_UPTODATE } from '../memory/pageFlags';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Mm, Vma } from '../world';
import { allocHugetlbFolio, restoreReservation } from './hugetlbReserve';
import { PMD_LEVEL, PTRS, PUD_LEVEL } from './pageTables';
import {
  isMigrationPte,
  makePte,
  PTE_DIRTY,
  PTE_HUGEPD,
  PTE_LEAF,
  PTE_WRITE,
  PTE_YOUNG,
  pteDirty,
  pteModify,
  ptePfn,
  ptePresent,
  SWP_EXCLUSIVE,
  SWP_WRITE,
  swapValue,
  withFlags,
  withoutFlags,
} from './pte';
import type { Pte } from './pte';
import {
  folioAddFileRmapPmd,
  folioRemoveRmapPmd,
  folioTryDupAnonRmapPmd,
  hugetlbAddNewAnonRmap,
} from './rmap';
import { isCowMapping, linearPageIndex, vmPageProt } from './vma';

/** hugetlbfs_pagecache_present(). */
export const hugetlbfsPagecachePresent = (vma: Vma, address: number): boolean =>
  vma.file !== null && findPage(vma.file, linearPageIndex(vma, address)) !== 0;

/** huge_pte_alloc(): the entry for a huge page; on a machine with hugepd it lies in a directory of its own kind. */
export function hugePteAlloc(m: Machine, mm: Mm, address: number): number {
  const at = m.tables.alloc(mm.pgd, address, PMD_LEVEL);
  if (m.hugepd) {
    const directory = m.tables.find(mm.pgd, address, PUD_LEVEL);
    m.tables.set(directory, withFlags(m.tables.get(directory), PTE_HUGEPD));
  }
  return at;
}

/** make_huge_pte(): the write permission is the caller's word, whatever the VMA says. */
export const makeHugePte = (vma: Vma, folio: number, writable: boolean): Pte => {
  const entry = makePte(folio, vmPageProt(vma) | PTE_LEAF | PTE_YOUNG);
  return writable ? withFlags(entry, PTE_WRITE | PTE_DIRTY) : withoutFlags(entry, PTE_WRITE);
};

/** One mapping less of an anonymous folio of a private mapping: with the last the reservation comes back (6.9). */
function restoreReserve(m: Machine, vma: Vma, address: number, folio: number): void {
  if (!m.profile.hugetlbUnmapRestoresReserve || !vma.hugetlbPrivateOwner) return;
  if (folioMapped(m, folio) || !folioTestAnon(m, folio)) return;
  m.frames.set(folio, PG_HUGETLB_RESTORE_RESERVE);
  restoreReservation(vma, address);
}

/** One entry of __unmap_hugepage_range(). */
function unmapHugePage(m: Machine, vma: Vma, at: number, address: number): void {
  const entry = m.tables.get(at);
  m.tables.set(at, 0);
  if (!ptePresent(entry)) return;
  const folio = ptePfn(entry);
  if (pteDirty(entry)) folioMarkDirty(m, folio);
  folioRemoveRmapPmd(m, folio);
  restoreReserve(m, vma, address, folio);
  folioPut(m, folio);
}

/**
 * __unmap_hugepage_range(): unmaps the huge pages of [start, end). Given a folio, only that one, and the VMA will get
 * SIGBUS where it was, rather than see zeros.
 */
export const unmapHugepageRange = kernelFunction(
  '__unmap_hugepage_range',
  function* (m, vma: Vma, start: number, end: number, onlyFolio?: number) {
    for (let address = start; address < end; address += PTRS) {
      const at = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
      const entry = at < 0 ? 0 : m.tables.get(at);
      if (entry === 0) continue;
      if (onlyFolio !== undefined) {
        if (!ptePresent(entry) || ptePfn(entry) !== onlyFolio) continue;
        vma.hugetlbUnmapped = true;
      }
      unmapHugePage(m, vma, at, address);
      if (m.watching) yield note(m, 'unmaps a huge page');
    }
  },
);

/** hugetlb_install_folio(): the child's own copy of a page that may be pinned. */
function* installCopy(
  m: Machine,
  child: Vma,
  address: number,
  to: number,
  from: number,
): Steps<number> {
  const copy = allocHugetlbFolio(m, child, address, false);
  if (copy === 0) return -ENOMEM;
  copyFolio(m, copy, from);
  m.frames.set(copy, PG_UPTODATE);
  hugetlbAddNewAnonRmap(m, copy, child, address);
  m.tables.set(to, makeHugePte(child, copy, true));
  if (m.watching) yield note(m, 'the page may be pinned: the child gets a copy now');
  return 0;
}

/** copy_hugetlb_page_range(): the huge pages of a VMA for fork(). 0 or a negative errno. */
export const copyHugetlbPageRange = kernelFunction(
  'copy_hugetlb_page_range',
  function* (m, child: Vma, parent: Vma) {
    const cow = isCowMapping(parent.flags);
    for (let address = parent.start; address < parent.end; address += PTRS) {
      const from = m.tables.find(parent.mm.pgd, address, PMD_LEVEL);
      let entry = from < 0 ? 0 : m.tables.get(from);
      if (entry === 0) continue;
      const to = hugePteAlloc(m, child.mm, address);
      if (isMigrationPte(entry)) {
        if (cow) entry = withoutFlags(entry, SWP_WRITE | SWP_EXCLUSIVE);
      } else {
        const folio = ptePfn(entry);
        if (!folioTestAnon(m, folio)) {
          folioAddFileRmapPmd(m, folio);
        } else if (!m.profile.forkCopiesPinnedHugetlb) {
          m.frames.entireAdd(folio, 1);
        } else if (!folioTryDupAnonRmapPmd(m, folio, parent)) {
          const error = yield* installCopy(m, child, address, to, folio);
          if (error !== 0) return error;
          continue;
        }
        folioGet(m, folio);
        if (cow) entry = withoutFlags(entry, PTE_WRITE);
      }
      m.tables.set(from, entry);
      m.tables.set(to, entry);
    }
    return 0;
  },
);

/** hugetlb_change_protection(): new permissions; what may be written again needs a fault to become writable. */
export function hugetlbChangeProtection(m: Machine, vma: Vma, start: number, end: number): void {
  for (let address = start; address < end; address += PTRS) {
    const at = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
    const entry = at < 0 ? 0 : m.tables.get(at);
    if (isMigrationPte(entry) && entry & SWP_WRITE) {
      const exclusive = folioTestAnon(m, swapValue(entry)) ? SWP_EXCLUSIVE : 0;
      m.tables.set(at, withFlags(withoutFlags(entry, SWP_WRITE), exclusive));
    } else if (ptePresent(entry)) {
      m.tables.set(at, pteModify(entry, vmPageProt(vma)));
    }
  }
}
