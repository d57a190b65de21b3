import type { Machine } from '../machine';
import { folioAddLru, folioIsLarge, folioMapped, folioMapping } from '../memory/folio';
import {
  PG_ACTIVE,
  PG_ANON,
  PG_LRU,
  PG_MLOCKED,
  PG_REFERENCED,
  PG_SWAPBACKED,
  PG_SWAPCACHE,
  PG_UNEVICTABLE,
} from '../memory/pageFlags';
import type { Vma } from '../world';
import { has, VM_DONTEXPAND, VM_IO, VM_LOCKED, VM_MIXEDMAP, VM_PFNMAP } from './vma';

/** VM_SPECIAL: mappings that mlock() leaves alone. */
const VM_SPECIAL = VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP;

const countsLocks = (vma: Vma): boolean => has(vma, VM_LOCKED) && !has(vma, VM_SPECIAL);

/** folio_evictable(). */
const evictable = (m: Machine, folio: number): boolean =>
  !m.frames.test(folio, PG_MLOCKED) && folioMapping(m, folio)?.kind !== 'secretmem';

/** folio_add_lru_vma(): a new anonymous page of a locked VMA goes to the unevictable list. */
export function addLruVma(m: Machine, folio: number, vma: Vma): void {
  folioAddLru(m, folio);
  if (!countsLocks(vma)) return;
  m.frames.set(folio, PG_MLOCKED | PG_UNEVICTABLE);
  m.world.mlockCount.set(folio, 1);
}

/** mlock_folio(): one more locked mapping; the first takes the folio off the evictable lists. */
export function mlockFolio(m: Machine, folio: number): void {
  const { frames, world } = m;
  frames.set(folio, PG_MLOCKED);
  if (!frames.test(folio, PG_LRU)) return;
  if (!frames.test(folio, PG_UNEVICTABLE)) {
    frames.clear(folio, PG_ACTIVE);
    frames.set(folio, PG_UNEVICTABLE);
    world.mlockCount.set(folio, 1);
  } else {
    world.mlockCount.set(folio, (world.mlockCount.get(folio) ?? 0) + 1);
  }
}

/** munlock_folio(): one locked mapping less; after the last the folio may be evicted again. */
export function munlockFolio(m: Machine, folio: number): void {
  const { frames, world } = m;
  if (frames.test(folio, PG_LRU) && frames.test(folio, PG_UNEVICTABLE)) {
    const left = (world.mlockCount.get(folio) ?? 0) - 1;
    if (left > 0) {
      world.mlockCount.set(folio, left);
      return;
    }
    world.mlockCount.delete(folio);
  }
  frames.clear(folio, PG_MLOCKED);
  if (evictable(m, folio)) frames.clear(folio, PG_UNEVICTABLE);
}

/** mlock_vma_page() before 5.18: locked is locked, however many mappings want it. */
function lockUncounted(m: Machine, folio: number): void {
  const { frames } = m;
  frames.set(folio, PG_MLOCKED);
  if (!frames.test(folio, PG_LRU)) return;
  frames.clear(folio, PG_ACTIVE);
  frames.set(folio, PG_UNEVICTABLE);
}

/** clear_page_mlock() before 5.18. */
export function unlockUncounted(m: Machine, folio: number): void {
  m.frames.clear(folio, PG_MLOCKED);
  if (evictable(m, folio)) m.frames.clear(folio, PG_UNEVICTABLE);
}

/**
 * mlock_vma_folio(): a locked VMA maps one more page. Of large folios only whole mappings by a PMD count; in later releases
 * mlock() and new folios alone lock them.
 */
export function mlockVmaFolio(m: Machine, folio: number, vma: Vma, pmd = false): void {
  if (!countsLocks(vma)) return;
  if (m.profile.mlocksByWalk) lockUncounted(m, folio);
  else if (!folioIsLarge(m, folio) || (pmd && !m.profile.mlocksPteMappedFolios))
    mlockFolio(m, folio);
}

/** The reverse map locks with a mapping it adds to a page that is there (since 5.18). */
export function mlockMapped(m: Machine, folio: number, vma: Vma): void {
  if (!m.profile.mlocksByWalk) mlockVmaFolio(m, folio, vma);
}

/** munlock_vma_folio(): a locked VMA maps one page less; before 5.18 only the last mapping of all counts. */
export function munlockVmaFolio(m: Machine, folio: number, vma: Vma, pmd = false): void {
  if (m.profile.mlocksByWalk) {
    if (m.frames.test(folio, PG_MLOCKED) && !folioMapped(m, folio)) unlockUncounted(m, folio);
    return;
  }
  if (!has(vma, VM_LOCKED)) return;
  if (!folioIsLarge(m, folio) || pmd || m.profile.mlocksPteMappedFolios) munlockFolio(m, folio);
}

/** folio_mark_lazyfree(): MADV_FREE; the page may be dropped instead of swapped out while it stays clean. */
export function folioMarkLazyfree(m: Machine, folio: number): void {
  const { frames } = m;
  const wanted = PG_ANON | PG_SWAPBACKED | PG_LRU;
  if ((frames.flags[folio] & wanted) !== wanted) return;
  if (frames.test(folio, PG_SWAPCACHE | PG_UNEVICTABLE)) return;
  frames.clear(folio, PG_ACTIVE | PG_REFERENCED | PG_SWAPBACKED);
}
