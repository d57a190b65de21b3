import type { Machine } from '../machine';
import { ZERO_PFN } from '../machine';
import type { AddressSpace } from '../world';
import { freeFrames, inCma, inZoneMovable } from './buddy';
import { freeHugeFolio } from './hugetlbPool';
import {
  PG_ACTIVE,
  PG_ANON,
  PG_DIRTY,
  PG_HUGETLB,
  PG_KSM,
  PG_LRU,
  PG_MLOCKED,
  PG_PRIVATE,
  PG_RECLAIM,
  PG_REFERENCED,
  PG_SWAPCACHE,
  PG_UNEVICTABLE,
  PG_WORKINGSET,
} from './pageFlags';

/** GUP_PIN_COUNTING_BIAS (include/linux/mm.h): what one pin of an order-0 page adds to its refcount. */
export const GUP_PIN_COUNTING_BIAS = 1024;

export const isZeroPage = (pfn: number): boolean => pfn === ZERO_PFN;
export const folioIsLarge = (m: Machine, folio: number): boolean => m.frames.head[folio] !== 0;
export const folioNrPages = (m: Machine, folio: number): number => 2 ** m.frames.order[folio];
export const folioTestAnon = (m: Machine, folio: number): boolean => m.frames.test(folio, PG_ANON);
export const folioTestKsm = (m: Machine, folio: number): boolean => m.frames.test(folio, PG_KSM);
export const folioTestHugetlb = (m: Machine, folio: number): boolean =>
  m.frames.test(folio, PG_HUGETLB);
export const folioTestDirty = (m: Machine, folio: number): boolean =>
  m.frames.test(folio, PG_DIRTY);
export const isHugeZero = (m: Machine, folio: number): boolean =>
  folio !== 0 && folio === m.world.hugeZero;

/** folio_mapping() for file folios: the address space, or null for anonymous and driver pages. */
export function folioMapping(m: Machine, folio: number): AddressSpace | null {
  const id = m.frames.mapping[folio];
  return id > 0 ? (m.world.mappings.get(id) ?? null) : null;
}

/** folio_mapcount(): page table entries that map any page of the folio, PMD mappings counted once. */
export function folioMapcount(m: Machine, folio: number): number {
  const { frames } = m;
  const pages = folioNrPages(m, folio);
  let sum = frames.entire[folio];
  for (let i = 0; i < pages; i++) sum += frames.mapcount[folio + i];
  return sum;
}

export const folioMapped = (m: Machine, folio: number): boolean => folioMapcount(m, folio) > 0;

/** folio_maybe_dma_pinned(): exact for folios with a pin counter, else "at least one pin's worth of references". */
export function folioMaybeDmaPinned(m: Machine, folio: number): boolean {
  if (m.exactPin[m.frames.order[folio]] !== 0) return m.frames.pincount[folio] > 0;
  // Compared unsigned, so that an overflown count still says yes.
  return m.frames.refcount[folio] >>> 0 >= GUP_PIN_COUNTING_BIAS;
}

/** folio_is_longterm_pinnable() of releases that know ZONE_MOVABLE; older ones have their own in the profile. */
export function folioIsLongtermPinnable(m: Machine, folio: number): boolean {
  if (inCma(m, folio)) return false;
  return isZeroPage(folio) || !inZoneMovable(m, folio);
}

/** folio_put(): drops references, and frees the folio with the last. */
export function folioPut(m: Machine, folio: number, refs = 1): void {
  const { frames } = m;
  frames.refAdd(folio, -refs);
  if (frames.refcount[folio] === 0) freeFolio(m, folio);
}

/**
 * __free_page(): drops the count of the very page, which of a tail page is not the folio's, and frees
 * it with the last as a page of alloc_page(): what knows it as a user page, such as the LRU, still
 * does (mm/page_alloc.c, __free_pages(); a kernel with CONFIG_DEBUG_VM calls that a bad page). False
 * for a tail page.
 */
export function freePage(m: Machine, page: number): boolean {
  const { frames } = m;
  if (frames.folio(page) !== page) return false;
  frames.refAdd(page, -1);
  if (frames.refcount[page] !== 0) return true;
  if (frames.test(page, PG_LRU)) {
    m.warn(
      'mm/page_alloc.c',
      'bad_page',
      `page ${String(page)} is freed while it is on an LRU list`,
    );
  }
  freeFolio(m, page);
  return true;
}

export const folioGet = (m: Machine, folio: number): void => {
  m.frames.refAdd(folio, 1);
};

/** __folio_put(): nobody refers to the folio any more. */
function freeFolio(m: Machine, folio: number): void {
  const { frames } = m;
  if (frames.test(folio, PG_HUGETLB)) {
    freeHugeFolio(m, folio);
    return;
  }
  if (isZeroPage(folio)) {
    m.warn('mm/page_alloc.c', 'bad_page', 'the last reference of the zero page was dropped');
    return;
  }
  m.world.mlockCount.delete(folio);
  frames.clear(folio, PG_LRU | PG_ACTIVE | PG_UNEVICTABLE | PG_MLOCKED | PG_WORKINGSET);
  freeFrames(m, folio, frames.order[folio]);
}

/** folio_add_lru(), with the per-CPU batches already drained as in the oracle. */
export function folioAddLru(m: Machine, folio: number): void {
  m.frames.set(folio, PG_LRU);
}

/** workingset_refault(): a page that reclaim took away comes back soon, so it goes to the active list. */
export function workingsetRefault(m: Machine, folio: number, workingset: boolean): void {
  m.frames.set(folio, workingset ? PG_ACTIVE | PG_WORKINGSET : PG_ACTIVE);
}

/**
 * folio_mark_accessed() on the classic LRU: the first time sets referenced, the second activates. On a page that is
 * not on the LRU (the zero page, driver pages) the second time only clears referenced again.
 */
export function folioMarkAccessed(m: Machine, folio: number): void {
  const { frames } = m;
  if (!frames.test(folio, PG_REFERENCED)) {
    frames.set(folio, PG_REFERENCED);
    return;
  }
  if (frames.test(folio, PG_UNEVICTABLE | PG_ACTIVE)) return;
  if (frames.test(folio, PG_LRU)) frames.set(folio, PG_ACTIVE);
  frames.clear(folio, PG_REFERENCED);
}

/**
 * folio_mark_dirty(): true when it was clean before. The dirty_folio operations of shmem, hugetlbfs, the swap cache
 * and (with buffer heads) ext2 all come down to the one flag.
 */
export function folioMarkDirty(m: Machine, folio: number): boolean {
  const { frames } = m;
  if (frames.mapping[folio] > 0) frames.clear(folio, PG_RECLAIM);
  if (frames.test(folio, PG_DIRTY)) return false;
  frames.set(folio, PG_DIRTY);
  return true;
}

/** folio_zero_user(). */
export function clearFolio(m: Machine, folio: number): void {
  for (let i = folio; i < folio + folioNrPages(m, folio); i++) m.frames.fillContent(i, 0);
}

/** copy_user_large_folio(), for folios of one size. */
export function copyFolio(m: Machine, to: number, from: number): void {
  for (let i = 0; i < folioNrPages(m, to); i++) m.frames.copyContent(to + i, from + i);
}

/** folio_expected_ref_count(): references that mappings, caches and buffers explain. */
export function folioExpectedRefCount(m: Machine, folio: number): number {
  const { frames } = m;
  let refs = 0;
  const pages = folioNrPages(m, folio);
  if (frames.test(folio, PG_ANON)) {
    if (frames.test(folio, PG_SWAPCACHE)) refs += pages;
  } else if (frames.mapping[folio] !== 0) {
    refs += m.profile.pageCacheRefs(m, folio);
    if (frames.test(folio, PG_PRIVATE)) refs++;
  }
  return refs + folioMapcount(m, folio);
}
