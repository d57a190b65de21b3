import type { Machine } from '../machine';
import { allocFolio, freeFrames, GFP_ZEROED_MOVABLE } from './buddy';
import {
  PG_ALLOCATED,
  PG_DIRTY,
  PG_HUGETLB,
  PG_HUGETLB_RESTORE_RESERVE,
  PG_HUGETLB_TEMPORARY,
  PG_REFERENCED,
  PG_UPTODATE,
} from './pageFlags';

/** Order of the huge pages in the pool: 2 MiB on x86-64. */
export const HPAGE_ORDER = 9;

/** Fills the pool of free huge pages, as writing nr_hugepages does. */
export function growHugetlbPool(m: Machine, pages: number): void {
  const { hugetlb } = m.world;
  for (let i = 0; i < pages; i++) {
    const folio = allocFolio(m, HPAGE_ORDER, GFP_ZEROED_MOVABLE);
    if (folio === 0) return;
    m.frames.set(folio, PG_HUGETLB);
    m.frames.refAdd(folio, -1);
    hugetlb.free.push(folio);
    hugetlb.total++;
  }
}

/** A page that leaves the pool or comes back is another allocation to an observer. */
function newGeneration(m: Machine, folio: number): void {
  const { frames, world } = m;
  const generation = ++world.generation;
  for (let i = folio; i < folio + 2 ** frames.order[folio]; i++) {
    frames.generation[i] = generation;
    frames.touch(i);
  }
}

/** available_huge_pages(): not 0 also when more are reserved than free, as the kernel's unsigned count. */
export const availableHugePages = (m: Machine): number =>
  m.world.hugetlb.free.length - m.world.hugetlb.reserved;

/**
 * dequeue_hugetlb_folio_node_exact(): a free huge page with one reference, or 0. Inside memalloc_pin_save() only one
 * that may be pinned for long. Its dirty and referenced flags are those its last user left.
 */
export function dequeueHugetlbFolio(m: Machine): number {
  const { free } = m.world.hugetlb;
  const usable = (folio: number): boolean =>
    m.world.memallocPin === 0 || m.profile.longtermPinnable(m, folio);
  const at = free.findIndex(usable);
  if (at < 0) return 0;
  const [folio] = free.splice(at, 1);
  newGeneration(m, folio);
  m.frames.refAdd(folio, 1);
  return folio;
}

/**
 * free_huge_folio(): back to the pool, or to the page allocator when it was only borrowed from there. Nobody looks at the
 * pin counter: what a wrong release left in it, the next user of the page finds.
 */
export function freeHugeFolio(m: Machine, folio: number): void {
  const { frames, world } = m;
  const temporary = frames.test(folio, PG_HUGETLB_TEMPORARY);
  if (frames.test(folio, PG_HUGETLB_RESTORE_RESERVE)) world.hugetlb.reserved++;
  const kept = frames.flags[folio] & (PG_DIRTY | PG_REFERENCED | PG_UPTODATE);
  for (let i = folio; i < folio + 2 ** frames.order[folio]; i++) {
    frames.flags[i] = PG_ALLOCATED;
    frames.mapping[i] = 0;
    frames.touch(i);
  }
  frames.private[folio] = 0;
  if (temporary) {
    freeFrames(m, folio, frames.order[folio]);
    return;
  }
  frames.set(folio, PG_HUGETLB | kept);
  newGeneration(m, folio);
  world.hugetlb.free.unshift(folio);
}
