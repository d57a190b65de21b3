import type { Machine } from '../machine';
import { PG_KSM } from '../memory/pageFlags';
import type { Vma } from '../world';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from './pageTables';
import { isMigrationPte, ptePfn, ptePresent, pteSpecial, pteTable, swapValue } from './pte';
import type { Pte } from './pte';
import { addressOfIndex, isVmHugetlbPage } from './vma';

/** One place where a folio (or part of it) is mapped, or has a migration entry. */
export interface Mapping {
  readonly vma: Vma;
  /** Page number of the address. */
  readonly address: number;
  /** Position of the entry in the page tables. */
  readonly at: number;
  /** The page of the folio that is mapped there; the head for a PMD. */
  readonly page: number;
  readonly pmd: boolean;
}

/** VMAs that may map a folio: those of its anon_vma or of its file. */
export function vmasOfFolio(m: Machine, folio: number): readonly Vma[] {
  const id = m.frames.mapping[folio];
  if (id < 0) return m.world.anonVmas.get(-id)?.vmas ?? [];
  if (id > 0) return m.world.mappings.get(id)?.vmas ?? [];
  return [];
}

/** The entries of one VMA that may map pages of a folio. */
function* entriesIn(m: Machine, folio: number, vma: Vma): Generator<Mapping> {
  const { frames, tables } = m;
  const pages = 2 ** frames.order[folio];
  const first = vma.start + frames.index[folio] - vma.pgoff;
  if (isVmHugetlbPage(vma) || pages >= PTRS) {
    const address = addressOfIndex(vma, frames.index[folio]);
    const at = address < 0 ? -1 : tables.find(vma.mm.pgd, address, PMD_LEVEL);
    if (at >= 0) yield { vma, address, at, page: folio, pmd: true };
  }
  for (let i = Math.max(0, vma.start - first); i < pages && first + i < vma.end; i++) {
    const at = tables.find(vma.mm.pgd, first + i, PTE_LEVEL);
    if (at >= 0) yield { vma, address: first + i, at, page: folio + i, pmd: false };
  }
}

/** rmap_walk_ksm(): every VMA of a page that was merged, and those that forked from them. */
function* entriesOfKsm(m: Machine, page: number): Generator<Mapping> {
  const seen = new Set<number>();
  for (const { anonVma, address } of m.world.ksmStable.get(page)?.items ?? [])
    for (const vma of m.world.anonVmas.get(anonVma)?.vmas ?? []) {
      if (address < vma.start || address >= vma.end) continue;
      const at = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
      // A child is reached through its own address and through its parent's.
      if (at < 0 || seen.has(at)) continue;
      seen.add(at);
      yield { vma, address, at, page, pmd: false };
    }
}

/**
 * rmap_walk() with page_vma_mapped_walk(): every entry that maps a page of the folio; with `migration`, every migration
 * entry for it.
 */
export function mappingsOf(m: Machine, folio: number, migration = false): Mapping[] {
  const found: Mapping[] = [];
  const refers = (entry: Pte, page: number): boolean => {
    if (migration) return isMigrationPte(entry) && swapValue(entry) === page;
    if (!ptePresent(entry) || pteTable(entry) || pteSpecial(entry)) return false;
    return ptePfn(entry) === page;
  };
  const walk = m.frames.test(folio, PG_KSM)
    ? [entriesOfKsm(m, folio)]
    : vmasOfFolio(m, folio).map((vma) => entriesIn(m, folio, vma));
  for (const entries of walk)
    for (const mapping of entries)
      if (refers(m.tables.get(mapping.at), mapping.page)) found.push(mapping);
  return found;
}

/** Does the entry still map what was found there? It may have changed while its lock was waited for. */
export function mapsStill(m: Machine, { vma, address, at, page, pmd }: Mapping): boolean {
  const entry = m.tables.get(at);
  const there = m.tables.find(vma.mm.pgd, address, pmd ? PMD_LEVEL : PTE_LEVEL) === at;
  return there && ptePresent(entry) && !pteTable(entry) && ptePfn(entry) === page;
}
