import type { Machine } from '../machine';
import { mmGetHugeZeroFolio } from '../memory/hugeZero';
import { folioGet, folioMarkDirty, folioPut, folioTestAnon } from '../memory/folio';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import { munlockVmaFolio } from './lru';
import { PMD_LEVEL } from './pageTables';
import {
  isMigrationPte,
  PTE_WRITE,
  PTE_YOUNG,
  pteDirty,
  ptePfn,
  pteModify,
  ptePresent,
  pteWrite,
  SWP_EXCLUSIVE,
  SWP_WRITE,
  swapValue,
  withFlags,
  withoutFlags,
} from './pte';
import { folioRemoveRmapPmd, folioTryDupAnonRmapPmd } from './rmap';
import { splitHugePmd } from './splitPmd';
import { isHugeZeroPmd } from './thp';
import { vmaIsAnonymous, vmPageProt } from './vma';

/** zap_huge_pmd(): unmaps a whole huge page. */
export function zapHugePmd(m: Machine, vma: Vma, at: number): void {
  const pmd = m.tables.get(at);
  m.tables.set(at, 0);
  if (!ptePresent(pmd) || isHugeZeroPmd(m, pmd)) return;
  const folio = ptePfn(pmd);
  folioRemoveRmapPmd(m, folio);
  munlockVmaFolio(m, folio, vma, true);
  if (!folioTestAnon(m, folio) && pteDirty(pmd)) folioMarkDirty(m, folio);
  folioPut(m, folio);
}

/**
 * change_huge_pmd(): new permissions for a whole huge page. `upgrade` is MM_CP_TRY_CHANGE_WRITABLE: what would not
 * fault anyway becomes writable at once.
 */
export function changeHugePmd(m: Machine, vma: Vma, at: number, upgrade: boolean): void {
  const pmd = m.tables.get(at);
  if (!ptePresent(pmd)) {
    if (pmd & SWP_WRITE) {
      const exclusive = folioTestAnon(m, swapValue(pmd)) ? SWP_EXCLUSIVE : 0;
      m.tables.set(at, withFlags(withoutFlags(pmd, SWP_WRITE), exclusive));
    }
    return;
  }
  let entry = pteModify(pmd, vmPageProt(vma));
  const may = upgrade && m.profile.mprotectMakesPmdWritable;
  if (may && !pteWrite(entry) && m.profile.canChangePteWritable(m, vma, entry))
    entry = withFlags(entry, PTE_WRITE);
  m.tables.set(at, entry);
}

/**
 * copy_huge_pmd(): a huge page for the child. False when the folio may be pinned: then the parent's PMD was split and
 * its pages are to be copied one by one.
 */
export const copyHugePmd = kernelFunction(
  'copy_huge_pmd',
  function* (m, child: Vma, parent: Vma, from: number, address: number): Steps<boolean> {
    // Pages of files are faulted in again by the child.
    if (!vmaIsAnonymous(child)) return true;
    let pmd = m.tables.get(from);
    const to = m.tables.alloc(child.mm.pgd, address, PMD_LEVEL);
    if (isMigrationPte(pmd)) {
      pmd = withoutFlags(pmd, SWP_WRITE | SWP_EXCLUSIVE);
      m.tables.set(from, pmd);
      m.tables.set(to, pmd);
      return true;
    }
    if (isHugeZeroPmd(m, pmd)) {
      mmGetHugeZeroFolio(m);
    } else {
      const folio = ptePfn(pmd);
      if (!folioTryDupAnonRmapPmd(m, folio, parent)) {
        if (m.watching) yield note(m, 'the folio may be pinned: splits the PMD');
        yield* splitHugePmd(m, parent, address);
        return false;
      }
      folioGet(m, folio);
    }
    pmd = withoutFlags(pmd, PTE_WRITE);
    m.tables.set(from, pmd);
    m.tables.set(to, withoutFlags(pmd, PTE_YOUNG));
    if (m.watching) yield note(m, 'shares the huge page, write-protected in both');
    return true;
  },
);
