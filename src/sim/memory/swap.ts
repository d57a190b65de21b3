import type { Machine } from '../machine';
import type { SwapSlot } from '../world';
import { folioMapped, folioNrPages, folioPut, workingsetRefault } from './folio';
import { PG_DIRTY, PG_SWAPCACHE, PG_WORKINGSET, PG_WRITEBACK } from './pageFlags';

/** What a slot holds. */
export function swapSlot(m: Machine, slot: number): SwapSlot {
  const found = m.world.swap.slots.get(slot);
  if (found === undefined) throw new Error(`swap slot ${String(slot)} is not in use`);
  return found;
}

/** Slots of a folio in the swap cache: one for each of its pages. */
const slotsOf = (m: Machine, folio: number): SwapSlot[] =>
  Array.from({ length: folioNrPages(m, folio) }, (_, i) =>
    swapSlot(m, m.frames.private[folio + i]),
  );

/** How many entries of page tables and page caches refer to the slots of a folio. */
export const folioSwapCount = (m: Machine, folio: number): number =>
  slotsOf(m, folio).reduce((sum, slot) => sum + slot.count, 0);

/** Enters a page into the swap cache under a slot, without its reference. */
function enter(m: Machine, page: number, slot: number, state: SwapSlot): void {
  state.cache = page;
  m.frames.setPrivate(page, slot);
}

/**
 * add_to_swap(): gives every page of a folio a slot and puts the folio into the swap cache, which takes a reference for
 * each page. What is written later is what the pages hold then.
 */
export function addToSwap(m: Machine, folio: number): void {
  const { frames, world } = m;
  const pages = folioNrPages(m, folio);
  // A large folio gets slots side by side, aligned to their number.
  world.swap.next = Math.ceil(world.swap.next / pages) * pages;
  for (let page = folio; page < folio + pages; page++) {
    const slot = world.swap.next++;
    const state: SwapSlot = { count: 0, cache: 0, byte0: 0, fill: 0, zero: false, shadow: 'none' };
    world.swap.slots.set(slot, state);
    enter(m, page, slot, state);
  }
  frames.set(folio, PG_SWAPCACHE | PG_DIRTY);
  frames.refAdd(folio, pages);
}

/** add_to_swap_cache() for a page that was just read from its slot. */
export function addToSwapCache(m: Machine, page: number, slot: number): void {
  enter(m, page, slot, swapSlot(m, slot));
  m.frames.set(page, PG_SWAPCACHE);
  m.frames.refAdd(page, 1);
}

/** swap_writepage(): the device, a ram disk, has the content at once. */
export function writeToSwap(m: Machine, folio: number): void {
  const { byte0, fill } = m.frames;
  const slots = slotsOf(m, folio);
  slots.forEach((slot, i) => {
    slot.byte0 = byte0[folio + i];
    slot.fill = fill[folio + i];
  });
  const zero = slots.every((slot) => slot.byte0 === 0 && slot.fill === 0);
  for (const slot of slots) slot.zero = zero;
}

/**
 * swap_read_folio() of a folio from the slots that begin with `slot`, and what reclaim remembered of the page that was in
 * the first of them (workingset_refault()).
 */
export function readFromSwap(m: Machine, folio: number, slot: number): void {
  for (let i = 0; i < folioNrPages(m, folio); i++) {
    const { byte0, fill } = swapSlot(m, slot + i);
    m.frames.fillContent(folio + i, fill);
    m.frames.setByte0(folio + i, byte0);
  }
  const { shadow } = swapSlot(m, slot);
  if (shadow !== 'none') workingsetRefault(m, folio, shadow === 'workingset');
}

/** Takes the pages out of the swap cache; slots stay while entries refer to them. Does not drop the references. */
function leaveSwapCache(m: Machine, folio: number, shadow: SwapSlot['shadow']): void {
  const { frames, world } = m;
  slotsOf(m, folio).forEach((state, i) => {
    state.cache = 0;
    state.shadow = shadow;
    if (state.count === 0) world.swap.slots.delete(frames.private[folio + i]);
    frames.setPrivate(folio + i, 0);
  });
  frames.clear(folio, PG_SWAPCACHE);
}

/** delete_from_swap_cache(): the cache's references go. */
export function deleteFromSwapCache(m: Machine, folio: number): void {
  leaveSwapCache(m, folio, 'none');
  folioPut(m, folio, folioNrPages(m, folio));
}

/** __delete_from_swap_cache() for reclaim: the slots remember that a page was here, and whether it was in use. */
export function evictFromSwapCache(m: Machine, folio: number): void {
  leaveSwapCache(m, folio, m.frames.test(folio, PG_WORKINGSET) ? 'workingset' : 'evicted');
  folioPut(m, folio, folioNrPages(m, folio));
}

/** folio_free_swap(): drops the slots of a folio that no entry needs any more. True when it did. */
export function folioFreeSwap(m: Machine, folio: number): boolean {
  const { frames } = m;
  if (!frames.test(folio, PG_SWAPCACHE) || frames.test(folio, PG_WRITEBACK)) return false;
  if (folioSwapCount(m, folio) > 0) return false;
  // Whoever asks holds the folio, or is about to let it go.
  frames.set(folio, PG_DIRTY);
  deleteFromSwapCache(m, folio);
  return true;
}

/** free_swap_cache(): as folio_free_swap(), for a folio that was just unmapped. */
export function freeSwapCache(m: Machine, folio: number): void {
  if (m.frames.test(folio, PG_SWAPCACHE) && !folioMapped(m, folio)) folioFreeSwap(m, folio);
}

/** swap_duplicate(): one more entry refers to the slot. */
export function swapDuplicate(m: Machine, slot: number): void {
  swapSlot(m, slot).count++;
}

/** swap_free(): one entry less. */
export function swapFree(m: Machine, slot: number): void {
  const state = swapSlot(m, slot);
  state.count--;
  if (state.count === 0 && state.cache === 0) m.world.swap.slots.delete(slot);
}

/** free_swap_and_cache(): an entry is zapped; a cached page that only the slot held goes with it. */
export function freeSwapAndCache(m: Machine, slot: number): void {
  const { cache } = swapSlot(m, slot);
  swapFree(m, slot);
  if (cache !== 0) freeSwapCache(m, m.frames.folio(cache));
}
