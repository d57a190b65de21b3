import type { Machine } from '../machine';
import type { SwapSlot } from '../world';
import { folioMapped, folioPut } from './folio';
import { PG_DIRTY, PG_SWAPCACHE, PG_WRITEBACK } from './pageFlags';

const slotOf = (m: Machine, slot: number): SwapSlot => {
  const found = m.world.swap.slots.get(slot);
  if (found === undefined) throw new Error(`swap slot ${String(slot)} is not in use`);
  return found;
};

/** Swap slot of a folio in the swap cache. */
export const folioSwapSlot = (m: Machine, folio: number): SwapSlot =>
  slotOf(m, m.frames.private[folio]);

export const swapSlot = slotOf;

/** add_to_swap(): gives the folio a slot and puts it into the swap cache, which takes a reference. */
export function addToSwap(m: Machine, folio: number): number {
  const { frames, world } = m;
  const slot = world.swap.next++;
  world.swap.slots.set(slot, {
    count: 0,
    cache: folio,
    byte0: frames.byte0[folio],
    fill: frames.fill[folio],
    written: false,
  });
  frames.setPrivate(folio, slot);
  frames.set(folio, PG_SWAPCACHE | PG_DIRTY);
  frames.refAdd(folio, 1);
  return slot;
}

/** delete_from_swap_cache(): the cache's reference goes; the slot stays while entries refer to it. */
export function deleteFromSwapCache(m: Machine, folio: number): void {
  const { frames, world } = m;
  const slot = frames.private[folio];
  const state = slotOf(m, slot);
  state.cache = 0;
  if (state.count === 0) world.swap.slots.delete(slot);
  frames.setPrivate(folio, 0);
  frames.clear(folio, PG_SWAPCACHE);
  folioPut(m, folio);
}

/** folio_free_swap(): drops the slot of a folio that no entry needs any more. True when it did. */
export function folioFreeSwap(m: Machine, folio: number): boolean {
  const { frames } = m;
  if (!frames.test(folio, PG_SWAPCACHE) || frames.test(folio, PG_WRITEBACK)) return false;
  if (folioSwapSlot(m, folio).count > 0) return false;
  deleteFromSwapCache(m, folio);
  frames.set(folio, PG_DIRTY);
  return true;
}

/** free_swap_cache(): as folio_free_swap(), for a folio that was just unmapped. */
export function freeSwapCache(m: Machine, folio: number): void {
  if (m.frames.test(folio, PG_SWAPCACHE) && !folioMapped(m, folio)) folioFreeSwap(m, folio);
}

/** swap_duplicate(): one more entry refers to the slot. */
export function swapDuplicate(m: Machine, slot: number): void {
  slotOf(m, slot).count++;
}

/** swap_free(): one entry less. */
export function swapFree(m: Machine, slot: number): void {
  const state = slotOf(m, slot);
  state.count--;
  if (state.count === 0 && state.cache === 0) m.world.swap.slots.delete(slot);
}

/** free_swap_and_cache(): an entry is zapped; a cached page that only the slot held goes with it. */
export function freeSwapAndCache(m: Machine, slot: number): void {
  const { cache } = slotOf(m, slot);
  swapFree(m, slot);
  if (cache !== 0 && !folioMapped(m, cache)) folioFreeSwap(m, cache);
}
