import type { Machine } from '../machine';
import {
  folioIsLarge,
  folioMapcount,
  folioMaybeDmaPinned,
  folioNrPages,
  folioTestAnon,
  folioTestHugetlb,
} from '../memory/folio';
import {
  PG_ANON,
  PG_ANON_EXCLUSIVE,
  PG_HUGETLB,
  PG_HUGETLB_RESTORE_RESERVE,
  PG_PARTIALLY_MAPPED,
  PG_SWAPBACKED,
} from '../memory/pageFlags';
import type { Vma } from '../world';
import { linearPageIndex } from './vma';

export const pageAnonExclusive = (m: Machine, page: number): boolean =>
  m.frames.test(exclusiveAt(m, page), PG_ANON_EXCLUSIVE);
export const setPageAnonExclusive = (m: Machine, page: number): void => {
  if (m.profile.tracksAnonExclusive) m.frames.set(exclusiveAt(m, page), PG_ANON_EXCLUSIVE);
};
export const clearPageAnonExclusive = (m: Machine, page: number): void => {
  m.frames.clear(exclusiveAt(m, page), PG_ANON_EXCLUSIVE);
};
/** hugetlb keeps the flag on the head only. */
const exclusiveAt = (m: Machine, page: number): number => {
  const folio = m.frames.folio(page);
  return m.frames.test(folio, PG_HUGETLB) ? folio : page;
};

/**
 * __folio_set_anon(): the folio belongs to the anon_vma of this VMA from now on, or, if others may map it, too, to the
 * oldest one, through which all are found.
 */
function setAnonMapping(
  m: Machine,
  folio: number,
  vma: Vma,
  address: number,
  exclusive: boolean,
): void {
  if (vma.anonVma === null) throw new Error('anonymous rmap without anon_vma');
  const anonVma = exclusive ? vma.anonVma : (vma.anonVma.root ?? vma.anonVma);
  m.frames.set(folio, PG_ANON);
  m.frames.setMapping(folio, -anonVma.id, linearPageIndex(vma, address));
}

/** folio_add_new_anon_rmap(): a fresh folio becomes anonymous, exclusive to this VMA, mapped by PTEs. */
export function folioAddNewAnonRmap(m: Machine, folio: number, vma: Vma, address: number): void {
  const { frames } = m;
  frames.set(folio, PG_SWAPBACKED);
  setAnonMapping(m, folio, vma, address, true);
  const pages = 2 ** frames.order[folio];
  for (let i = folio; i < folio + pages; i++) {
    frames.mapAdd(i, 1);
    setPageAnonExclusive(m, i);
  }
}

/** The same for a folio mapped by one PMD. */
export function folioAddNewAnonRmapPmd(m: Machine, folio: number, vma: Vma, address: number): void {
  m.frames.set(folio, PG_SWAPBACKED);
  setAnonMapping(m, folio, vma, address, true);
  m.frames.entireAdd(folio, 1);
  setPageAnonExclusive(m, folio);
}

/** hugetlb_add_new_anon_rmap(): a fresh huge page becomes anonymous; its reservation, if any, is used up. */
export function hugetlbAddNewAnonRmap(m: Machine, folio: number, vma: Vma, address: number): void {
  m.frames.clear(folio, PG_HUGETLB_RESTORE_RESERVE);
  setAnonMapping(m, folio, vma, address, true);
  m.frames.entireAdd(folio, 1);
  setPageAnonExclusive(m, folio);
}

/** folio_add_anon_rmap_pte(): one more mapping of an anonymous page; `exclusive` is RMAP_EXCLUSIVE. */
export function folioAddAnonRmapPte(
  m: Machine,
  page: number,
  vma: Vma,
  address: number,
  exclusive: boolean,
): void {
  const folio = m.frames.folio(page);
  if (!folioTestAnon(m, folio)) setAnonMapping(m, folio, vma, address - (page - folio), exclusive);
  m.frames.mapAdd(page, 1);
  if (exclusive) setPageAnonExclusive(m, page);
}

/** folio_add_anon_rmap_pmd(), and hugetlb_add_anon_rmap(). */
export function folioAddAnonRmapPmd(m: Machine, folio: number, exclusive: boolean): void {
  m.frames.entireAdd(folio, 1);
  if (exclusive) setPageAnonExclusive(m, folio);
}

/** folio_add_file_rmap_pte(): one more mapping of a page of a file (or of a driver). */
export function folioAddFileRmapPte(m: Machine, page: number): void {
  m.frames.mapAdd(page, 1);
}

/** folio_add_file_rmap_pmd(). */
export function folioAddFileRmapPmd(m: Machine, folio: number): void {
  m.frames.entireAdd(folio, 1);
}

/**
 * deferred_split_folio(): a large anonymous folio of which some pages are mapped and some are not any more. Reclaim
 * splits it before it swaps it out.
 */
function notePartiallyMapped(m: Machine, folio: number): void {
  const { frames } = m;
  if (!frames.test(folio, PG_ANON) || frames.test(folio, PG_HUGETLB | PG_PARTIALLY_MAPPED)) return;
  if (frames.entire[folio] > 0 || folioMapcount(m, folio) === 0) return;
  frames.set(folio, PG_PARTIALLY_MAPPED);
}

/** folio_remove_rmap_pte(): one mapping less. */
export function folioRemoveRmapPte(m: Machine, page: number): void {
  m.frames.mapAdd(page, -1);
  const folio = m.frames.folio(page);
  if (folioIsLarge(m, folio) && m.frames.mapcount[page] === 0) notePartiallyMapped(m, folio);
}

/** folio_remove_rmap_pmd(). */
export function folioRemoveRmapPmd(m: Machine, folio: number): void {
  const { frames } = m;
  frames.entireAdd(folio, -1);
  if (frames.entire[folio] > 0 || folioMapcount(m, folio) === 0) return;
  const end = folio + folioNrPages(m, folio);
  for (let i = folio; i < end; i++) {
    if (frames.mapcount[i] > 0) continue;
    notePartiallyMapped(m, folio);
    return;
  }
}

/** folio_move_anon_rmap(): the only user takes the folio over; its pages will be found through this VMA alone. */
export function folioMoveAnonRmap(m: Machine, folio: number, vma: Vma): void {
  if (vma.anonVma === null) return;
  m.frames.setMapping(folio, -vma.anonVma.id, m.frames.index[folio]);
}

/**
 * folio_try_dup_anon_rmap_pte(): fork wants to share an anonymous page. False when the page is exclusive and may be
 * pinned: then the child must get a copy at once.
 */
export function folioTryDupAnonRmapPte(m: Machine, page: number, source: Vma): boolean {
  const folio = m.frames.folio(page);
  if (!m.profile.tracksAnonExclusive || pageAnonExclusive(m, page)) {
    if (m.profile.folioNeedsCowForDma(m, source, folio)) return false;
    clearPageAnonExclusive(m, page);
  }
  if (folioTestHugetlb(m, folio)) m.frames.entireAdd(folio, 1);
  else m.frames.mapAdd(page, 1);
  return true;
}

/** folio_try_dup_anon_rmap_pmd(): the same for a folio that is mapped by one PMD. */
export function folioTryDupAnonRmapPmd(m: Machine, folio: number, source: Vma): boolean {
  if (!m.profile.tracksAnonExclusive || pageAnonExclusive(m, folio)) {
    if (m.profile.folioNeedsCowForDma(m, source, folio)) return false;
    clearPageAnonExclusive(m, folio);
  }
  m.frames.entireAdd(folio, 1);
  return true;
}

/**
 * folio_try_share_anon_rmap_pte(): before a page is unmapped to be swapped out, migrated or merged. False while it may
 * be pinned.
 */
export function folioTryShareAnonRmap(m: Machine, page: number): boolean {
  if (folioMaybeDmaPinned(m, m.frames.folio(page))) return false;
  clearPageAnonExclusive(m, page);
  return true;
}
