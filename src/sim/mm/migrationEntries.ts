import { ZERO_PFN } from '../machine';
import type { Machine } from '../machine';
import {
  folioGet,
  folioIsLarge,
  folioMapped,
  folioMarkDirty,
  folioPut,
  folioTestAnon,
  folioTestDirty,
} from '../memory/folio';
import { PG_MLOCKED } from '../memory/pageFlags';
import { kernelFunction, note } from '../steps';
import { mlockVmaFolio, munlockVmaFolio } from './lru';
import {
  KIND_MIGRATION,
  makePte,
  makeSwapPte,
  PTE_DIRTY,
  PTE_LEAF,
  PTE_SPECIAL,
  PTE_WRITE,
  PTE_YOUNG,
  pteDirty,
  pteWrite,
  pteYoung,
  SWP_DIRTY,
  SWP_EXCLUSIVE,
  SWP_WRITE,
  SWP_YOUNG,
  withFlags,
  withoutFlags,
} from './pte';
import type { Pte } from './pte';
import { underPtl } from './ptl';
import {
  folioAddAnonRmapPte,
  folioAddAnonRmapPmd,
  folioAddFileRmapPmd,
  folioAddFileRmapPte,
  folioRemoveRmapPmd,
  folioRemoveRmapPte,
  folioTryShareAnonRmap,
  pageAnonExclusive,
} from './rmap';
import { mappingsOf, mapsStill } from './rmapWalk';
import type { Mapping } from './rmapWalk';
import { splitHugePmd } from './splitPmd';
import { has, isVmHugetlbPage, VM_LOCKED, vmPageProt } from './vma';

/** What a migration entry remembers of the entry it stands for. */
const memoryOf = (entry: Pte, exclusive: boolean): number =>
  (pteWrite(entry) ? SWP_WRITE : exclusive ? SWP_EXCLUSIVE : 0) |
  (pteYoung(entry) ? SWP_YOUNG : 0) |
  (pteDirty(entry) ? SWP_DIRTY : 0);

/** try_to_migrate_one() for one entry; false while an exclusive page may be pinned: then it stays mapped. */
function setMigrationEntry(m: Machine, { vma, at, page, pmd }: Mapping): boolean {
  const folio = m.frames.folio(page);
  const entry = m.tables.get(at);
  // set_pmd_migration_entry() looks for pins first, the other way round than for PTEs and hugetlb.
  const pinsFirst = pmd && !isVmHugetlbPage(vma);
  if (pteDirty(entry) && !pinsFirst) folioMarkDirty(m, folio);
  const exclusive = folioTestAnon(m, folio) && pageAnonExclusive(m, page);
  if (exclusive && !folioTryShareAnonRmap(m, page)) return false;
  if (pteDirty(entry)) folioMarkDirty(m, folio);
  m.tables.set(at, makeSwapPte(KIND_MIGRATION, page, memoryOf(entry, exclusive)));
  if (pmd) folioRemoveRmapPmd(m, folio);
  else folioRemoveRmapPte(m, page);
  munlockVmaFolio(m, folio, vma, pmd);
  folioPut(m, folio);
  return true;
}

/**
 * try_to_migrate(): every entry that maps the folio becomes a migration entry, up to the first that cannot. With
 * `splitPmd` (TTU_SPLIT_HUGE_PMD) huge entries become small ones on the way.
 */
export const tryToMigrate = kernelFunction(
  'try_to_migrate',
  function* (m, folio: number, splitPmd: boolean) {
    if (splitPmd)
      for (const { vma, address, pmd } of mappingsOf(m, folio))
        if (pmd) yield* splitHugePmd(m, vma, address, { freeze: true, onlyFolio: folio });
    if (!folioMapped(m, folio)) return;
    for (const mapping of mappingsOf(m, folio)) {
      const done = yield* underPtl(m, mapping.vma.mm, function* () {
        const result = !mapsStill(m, mapping) || setMigrationEntry(m, mapping);
        if (m.watching && !result) yield note(m, 'the page may be pinned: it stays mapped');
        return result;
      });
      if (!done) return;
    }
    if (m.watching) yield note(m, 'migration entries where the folio was mapped');
  },
);

/** try_to_map_unused_to_zeropage(): a page of zeros that a split leaves behind is not worth a frame. */
function mapsZeroPage(m: Machine, { vma, at }: Mapping, page: number): boolean {
  const { frames } = m;
  if (folioIsLarge(m, page) || frames.test(page, PG_MLOCKED) || has(vma, VM_LOCKED)) return false;
  if (!frames.sameContent(page, ZERO_PFN)) return false;
  m.tables.set(at, makePte(ZERO_PFN, vmPageProt(vma) | PTE_SPECIAL));
  return true;
}

/** remove_migration_pte(): the entry maps the page it waited for. */
function restoreEntry(m: Machine, { vma, address, at, pmd }: Mapping, page: number): void {
  const folio = m.frames.folio(page);
  const old = m.tables.get(at);
  folioGet(m, folio);
  let entry = makePte(page, vmPageProt(vma) | (pmd ? PTE_LEAF : 0));
  if (!(old & SWP_YOUNG)) entry = withoutFlags(entry, PTE_YOUNG);
  if (old & SWP_DIRTY && folioTestDirty(m, folio)) entry = withFlags(entry, PTE_DIRTY);
  if (old & SWP_WRITE) entry = withFlags(entry, PTE_WRITE);
  if (folioTestAnon(m, folio)) {
    const exclusive = (old & (SWP_WRITE | SWP_EXCLUSIVE)) !== 0;
    if (pmd) folioAddAnonRmapPmd(m, folio, exclusive);
    else folioAddAnonRmapPte(m, page, vma, address, exclusive);
  } else if (pmd) folioAddFileRmapPmd(m, folio);
  else folioAddFileRmapPte(m, page);
  mlockVmaFolio(m, folio, vma, pmd);
  m.tables.set(at, entry);
}

/**
 * remove_migration_ptes(): entries that waited for `src` map `dst` (the same folio when it could not be moved).
 * `unusedToZero` is RMP_USE_SHARED_ZEROPAGE.
 */
export function removeMigrationPtes(
  m: Machine,
  src: number,
  dst: number,
  unusedToZero = false,
): void {
  for (const mapping of mappingsOf(m, src, true)) {
    const page = dst + (mapping.page - src);
    if (!unusedToZero || !mapsZeroPage(m, mapping, page)) restoreEntry(m, mapping, page);
  }
}
