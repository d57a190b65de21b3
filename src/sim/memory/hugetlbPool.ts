import type { Machine } from '../machine';
import { allocFolio, freeFrames, GFP_HIGHUSER_MOVABLE } from './buddy';
import { PG_ALLOCATED, PG_HUGETLB, PG_HUGETLB_TEMPORARY } from './pageFlags';

/** Order of the huge pages in the pool: 2 MiB on x86-64. */
export const HPAGE_ORDER = 9;

/** Fills the pool of free huge pages, as writing nr_hugepages does. */
export function growHugetlbPool(m: Machine, pages: number): void {
  const { hugetlb } = m.world;
  for (let i = 0; i < pages; i++) {
    const folio = allocFolio(m, HPAGE_ORDER, { ...GFP_HIGHUSER_MOVABLE, zero: true });
    if (folio === 0) return;
    m.frames.set(folio, PG_HUGETLB);
    m.frames.refAdd(folio, -1);
    hugetlb.free.push(folio);
    hugetlb.total++;
  }
}

/**
 * dequeue_hugetlb_folio(): a free huge page with one reference, or 0. Pages that are reserved are left for those who
 * reserved them. A page from the pool is a new allocation to an observer.
 */
export function dequeueHugetlbFolio(m: Machine, useReserve: boolean): number {
  const { frames, world } = m;
  const { hugetlb } = world;
  if (!useReserve && hugetlb.free.length <= hugetlb.reserved) return 0;
  const folio = hugetlb.free.shift();
  if (folio === undefined) return 0;
  const generation = ++world.generation;
  const pages = 2 ** HPAGE_ORDER;
  for (let i = folio; i < folio + pages; i++) {
    frames.generation[i] = generation;
    frames.touch(i);
  }
  frames.refAdd(folio, 1);
  return folio;
}

/** free_huge_folio(): back to the pool, or to the page allocator when it was only borrowed from there. */
export function freeHugeFolio(m: Machine, folio: number): void {
  const { frames, world } = m;
  const temporary = frames.test(folio, PG_HUGETLB_TEMPORARY);
  const pages = 2 ** frames.order[folio];
  for (let i = folio; i < folio + pages; i++) {
    frames.flags[i] = PG_ALLOCATED;
    frames.mapping[i] = 0;
    frames.touch(i);
  }
  frames.private[folio] = 0;
  frames.pincount[folio] = 0;
  if (temporary) {
    freeFrames(m, folio, frames.order[folio]);
    return;
  }
  frames.set(folio, PG_HUGETLB);
  const generation = ++world.generation;
  for (let i = folio; i < folio + pages; i++) frames.generation[i] = generation;
  world.hugetlb.free.unshift(folio);
}
