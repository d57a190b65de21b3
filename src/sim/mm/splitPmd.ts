import type { Machine } from '../machine';
import { ZERO_PFN } from '../machine';
import { folioMarkDirty, folioPut, folioTestDirty } from '../memory/folio';
import { PG_DIRTY, PG_REFERENCED } from '../memory/pageFlags';
import { kernelFunction, note } from '../steps';
import type { Vma } from '../world';
import { munlockVmaFolio } from './lru';
import { PMD_LEVEL, PTRS } from './pageTables';
import {
  isMigrationPte,
  KIND_MIGRATION,
  makePte,
  makeSwapPte,
  PTE_DIRTY,
  PTE_SPECIAL,
  PTE_WRITE,
  PTE_YOUNG,
  pteDirty,
  pteLeaf,
  ptePfn,
  pteWrite,
  pteYoung,
  SWP_DIRTY,
  SWP_EXCLUSIVE,
  swapValue,
  SWP_WRITE,
  SWP_YOUNG,
  withoutFlags,
} from './pte';
import type { Pte } from './pte';
import {
  folioRemoveRmapPmd,
  folioTryShareAnonRmap,
  pageAnonExclusive,
  setPageAnonExclusive,
} from './rmap';
import { isHugeZeroPmd, pmdIsHuge, pmdStart } from './thp';
import { vmaIsAnonymous, vmPageProt } from './vma';

/** Puts a table under the PMD entry at `at`, with `entryOf(i)` for its pages. */
function populate(m: Machine, at: number, entryOf: (i: number) => Pte): void {
  const first = m.tables.install(at) * PTRS;
  for (let i = 0; i < PTRS; i++) m.tables.set(first + i, entryOf(i));
}

/** The VMA does not map the folio as a whole any more, and so does not lock it as a whole. */
function removePmd(m: Machine, vma: Vma, folio: number): void {
  folioRemoveRmapPmd(m, folio);
  munlockVmaFolio(m, folio, vma, true);
}

/** A PMD of a file: unmapped, and faulted in again by PTEs when needed. */
function zapFilePmd(m: Machine, vma: Vma, at: number): void {
  const pmd = m.tables.get(at);
  m.tables.set(at, 0);
  if (isMigrationPte(pmd)) return;
  const folio = ptePfn(pmd);
  if (!folioTestDirty(m, folio) && pteDirty(pmd)) folioMarkDirty(m, folio);
  if (pteYoung(pmd)) m.frames.set(folio, PG_REFERENCED);
  removePmd(m, vma, folio);
  folioPut(m, folio);
}

/** A PMD that waits for a migration: its pages wait each with an entry of its own. */
function splitMigrationPmd(m: Machine, at: number): void {
  const pmd = m.tables.get(at);
  const flags = pmd & (SWP_WRITE | SWP_EXCLUSIVE | SWP_YOUNG | SWP_DIRTY);
  populate(m, at, (i) => makeSwapPte(KIND_MIGRATION, swapValue(pmd) + i, flags));
}

/** A present PMD becomes 512 migration entries; the folio loses the mapping and its reference. */
function freezePmd(m: Machine, vma: Vma, at: number, exclusive: boolean): void {
  const pmd = m.tables.get(at);
  const folio = ptePfn(pmd);
  const flags =
    (pteWrite(pmd) ? SWP_WRITE : exclusive ? SWP_EXCLUSIVE : 0) |
    (pteYoung(pmd) ? SWP_YOUNG : 0) |
    (pteDirty(pmd) ? SWP_DIRTY : 0);
  populate(m, at, (i) => makeSwapPte(KIND_MIGRATION, folio + i, flags));
  removePmd(m, vma, folio);
  folioPut(m, folio);
}

function splitAnonPmd(m: Machine, vma: Vma, at: number, freeze: boolean): void {
  const { frames } = m;
  const pmd = m.tables.get(at);
  const folio = ptePfn(pmd);
  if (pteDirty(pmd)) frames.set(folio, PG_DIRTY);
  const exclusive = pageAnonExclusive(m, folio);
  if (freeze && (!exclusive || folioTryShareAnonRmap(m, folio))) {
    freezePmd(m, vma, at, exclusive);
    return;
  }
  frames.refAdd(folio, PTRS - 1);
  for (let i = folio; i < folio + PTRS; i++) {
    frames.mapAdd(i, 1);
    if (exclusive) setPageAnonExclusive(m, i);
  }
  let flags = vmPageProt(vma);
  if (!pteYoung(pmd)) flags = withoutFlags(flags, PTE_YOUNG);
  flags = pteWrite(pmd) ? flags | PTE_WRITE : withoutFlags(flags, PTE_WRITE);
  if (pteDirty(pmd) && m.profile.splitPmdKeepsDirty) flags |= PTE_DIRTY;
  populate(m, at, (i) => makePte(folio + i, flags));
  removePmd(m, vma, folio);
}

/** What a split does beyond splitting. */
export interface PmdSplit {
  /** Leave migration entries, so that the folio can be taken away. */
  readonly freeze?: boolean;
  /** Split only a PMD that maps this folio. */
  readonly onlyFolio?: number;
}

/**
 * __split_huge_pmd(): the pages of a huge page are mapped one by one from now on (the folio itself stays whole). With
 * `freeze` they get migration entries instead, unless the folio may be pinned.
 */
export const splitHugePmd = kernelFunction(
  '__split_huge_pmd',
  function* (m, vma: Vma, address: number, how: PmdSplit = {}) {
    const { freeze = false, onlyFolio = 0 } = how;
    const at = m.tables.find(vma.mm.pgd, pmdStart(address), PMD_LEVEL);
    const pmd = at < 0 ? 0 : m.tables.get(at);
    if (!pmdIsHuge(pmd)) return;
    if (onlyFolio !== 0 && (!pteLeaf(pmd) || ptePfn(pmd) !== onlyFolio)) return;
    m.count('thp_split_pmd', 1);
    if (!vmaIsAnonymous(vma)) {
      zapFilePmd(m, vma, at);
      if (m.watching) yield note(m, 'a huge page of a file: unmaps it');
    } else if (isHugeZeroPmd(m, pmd)) {
      populate(m, at, () => makePte(ZERO_PFN, vmPageProt(vma) | PTE_SPECIAL));
      if (m.watching) yield note(m, 'the huge zero page: 512 entries for the zero page');
    } else if (isMigrationPte(pmd)) {
      splitMigrationPmd(m, at);
    } else {
      splitAnonPmd(m, vma, at, freeze);
      if (m.watching) yield note(m, 'maps the pages of the folio one by one');
    }
  },
);
