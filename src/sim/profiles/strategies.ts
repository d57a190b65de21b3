import type { Machine } from '../machine';
import {
  folioIsLarge,
  folioMapcount,
  folioMaybeDmaPinned,
  folioTestAnon,
  folioTestKsm,
} from '../memory/folio';
import { PG_SWAPCACHE } from '../memory/pageFlags';
import { folioFreeSwap, folioSwapCount } from '../memory/swap';
import { vmNormalPage } from '../mm/normalPage';
import { pteDirty, pteProtnone } from '../mm/pte';
import type { Pte } from '../mm/pte';
import { folioMoveAnonRmap, pageAnonExclusive } from '../mm/rmap';
import { has, VM_SHARED, VM_WRITE } from '../mm/vma';
import type { Vma } from '../world';

/** The last references to a folio are the caller's mapping and, maybe, a swap cache that can be dropped. */
function onlyUser(m: Machine, folio: number, vma: Vma): boolean {
  const { frames } = m;
  if (folioTestKsm(m, folio) || frames.refcount[folio] > 3) return false;
  if (frames.refcount[folio] > 1 + (frames.test(folio, PG_SWAPCACHE) ? 1 : 0)) return false;
  folioFreeSwap(m, folio);
  if (frames.refcount[folio] !== 1) return false;
  folioMoveAnonRmap(m, folio, vma);
  return true;
}

/** do_wp_page() of 6.1: any folio with a single reference. */
export const reusesAnyFolio = onlyUser;

/** wp_can_reuse_anon_folio() of 6.5 and later: large folios are always copied. */
export const reusesSmallFolio = (m: Machine, folio: number, vma: Vma): boolean =>
  !folioIsLarge(m, folio) && onlyUser(m, folio, vma);

/** do_wp_page() of 5.9 to 5.18: only when the one reference is the mapping's, not even a swap cache's. */
export const reusesSingleReference = (m: Machine, folio: number, vma: Vma): boolean => {
  if (folioTestKsm(m, folio) || m.frames.refcount[folio] !== 1) return false;
  folioMoveAnonRmap(m, folio, vma);
  return true;
};

/** reuse_swap_page(), before 5.9: whoever maps the page alone keeps it, however many others hold references. */
export const reusesByMapcount = (m: Machine, folio: number, vma: Vma): boolean => {
  if (folioTestKsm(m, folio)) return false;
  const swapped = m.frames.test(folio, PG_SWAPCACHE) ? folioSwapCount(m, folio) : 0;
  if (folioMapcount(m, folio) + swapped > 1) return false;
  folioFreeSwap(m, folio);
  folioMoveAnonRmap(m, folio, vma);
  return true;
};

/** page_needs_cow_for_dma(): the mm has pinned something, and this folio looks pinned. */
export const cowForPinned = (m: Machine, source: Vma, folio: number): boolean =>
  source.mm.hasPinned && folioMaybeDmaPinned(m, folio);

const exclusiveAnon = (m: Machine, pte: Pte): boolean => {
  const page = vmNormalPage(pte);
  return page !== 0 && folioTestAnon(m, m.frames.folio(page)) && pageAnonExclusive(m, page);
};

/** can_change_pte_writable() of 6.1: only an entry that is dirty already. */
export const writableIfDirty = (m: Machine, vma: Vma, pte: Pte): boolean =>
  has(vma, VM_WRITE) &&
  !pteProtnone(pte) &&
  pteDirty(pte) &&
  (has(vma, VM_SHARED) || exclusiveAnon(m, pte));

/** change_pte_range() before 6.0: only shared entries whose write fault has no one left to tell. */
export const writableIfSharedDirty = (_m: Machine, vma: Vma, pte: Pte): boolean =>
  has(vma, VM_WRITE) && has(vma, VM_SHARED) && pteDirty(pte);

/** can_change_pte_writable() from 6.2 on: private entries need not be dirty. */
export const writableIfExclusive = (m: Machine, vma: Vma, pte: Pte): boolean =>
  has(vma, VM_WRITE) &&
  !pteProtnone(pte) &&
  (has(vma, VM_SHARED) ? pteDirty(pte) : exclusiveAnon(m, pte));
