import type { Machine } from '../machine';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../memory/buddy';
import { folioAddLru, folioGet, folioMarkDirty, folioNrPages } from '../memory/folio';
import { PG_SWAPBACKED, PG_UPTODATE } from '../memory/pageFlags';
import {
  addToSwapCache,
  deleteFromSwapCache,
  readFromSwap,
  swapFree,
  swapSlot,
} from '../memory/swap';
import type { AddressSpace } from '../world';
import { addToPageCache } from './addressSpace';

/** read_swap_cache_async(): the page of a slot, in the swap cache, with a reference for the caller. 0: out of memory. */
export function readSwapCache(m: Machine, slot: number): number {
  const { cache } = swapSlot(m, slot);
  if (cache !== 0) {
    folioGet(m, m.frames.folio(cache));
    return cache;
  }
  const folio = allocFolio(m, 0, GFP_HIGHUSER_MOVABLE);
  if (folio === 0) return 0;
  m.frames.set(folio, PG_UPTODATE | PG_SWAPBACKED);
  readFromSwap(m, folio, slot);
  addToSwapCache(m, folio, slot);
  folioAddLru(m, folio);
  return folio;
}

/**
 * shmem_swapin_folio(): a page of the file comes back from swap into the page cache, dirty, since its slot is given up.
 * The page with a reference for the caller, 0 when memory is out.
 */
export function shmemSwapinFolio(m: Machine, mapping: AddressSpace, index: number): number {
  const slot = -1 - (mapping.pages.get(index) ?? 0);
  const page = readSwapCache(m, slot);
  if (page === 0) return 0;
  const folio = m.frames.folio(page);
  const first = index - (page - folio);
  const slots = Array.from(
    { length: folioNrPages(m, folio) },
    (_, i) => m.frames.private[folio + i],
  );
  deleteFromSwapCache(m, folio);
  addToPageCache(m, mapping, folio, first);
  folioMarkDirty(m, folio);
  for (const used of slots) swapFree(m, used);
  return page;
}
