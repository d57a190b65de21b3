import { findPage } from '../files/addressSpace';
import type { Machine } from '../machine';
import { folioMapping, folioNrPages, folioPut } from '../memory/folio';
import { PG_DIRTY, PG_PRIVATE, PG_SWAPCACHE, PG_WORKINGSET } from '../memory/pageFlags';
import { splitFolio } from '../mm/splitFolio';
import type { Steps } from '../steps';
import { addToSwap, evictFromSwapCache, swapDuplicate, writeToSwap } from '../memory/swap';

/** What became of a dirty folio that was to be written. */
export type PageoutResult = 'keep' | 'success';

/** is_page_cache_freeable(): only the cache, its buffers and whoever isolated it refer to the folio. */
function isPageCacheFreeable(m: Machine, folio: number): boolean {
  const buffers = m.frames.test(folio, PG_PRIVATE) ? 1 : 0;
  return m.frames.refcount[folio] - buffers === 1 + folioNrPages(m, folio);
}

/** shmem_writepage(): the page moves from the page cache of its file to the swap cache. */
function shmemWritepage(m: Machine, folio: number): void {
  const mapping = folioMapping(m, folio);
  if (mapping === null) throw new Error('shmem_writepage() of a page without file');
  const index = m.frames.index[folio];
  const pages = folioNrPages(m, folio);
  addToSwap(m, folio);
  for (let i = 0; i < pages; i++) {
    const slot = m.frames.private[folio + i];
    if (findPage(mapping, index + i) !== folio + i) throw new Error('the page cache lost a page');
    swapDuplicate(m, slot);
    mapping.pages.set(index + i, -1 - slot);
  }
  m.frames.setMapping(folio, 0, 0);
  folioPut(m, folio, pages);
}

/** Does the file end within this large folio? */
function crossesEof(m: Machine, folio: number): boolean {
  const size = folioMapping(m, folio)?.size ?? 0;
  const index = m.frames.index[folio];
  return size > index && size < index + folioNrPages(m, folio);
}

/** pageout(): writes a dirty folio to swap. The folio is locked and unmapped; parts of a split one go to `list`. */
export function* pageout(m: Machine, folio: number, list: number[]): Steps<PageoutResult> {
  const { frames } = m;
  if (!isPageCacheFreeable(m, folio)) return 'keep';
  const swapcache = frames.test(folio, PG_SWAPCACHE);
  if (!swapcache && folioMapping(m, folio) === null) return 'keep';
  if (!swapcache && crossesEof(m, folio)) {
    frames.set(folio, PG_DIRTY);
    if ((yield* splitFolio(m, folio, list)) !== 0) return 'keep';
  }
  if (!swapcache) shmemWritepage(m, folio);
  frames.clear(folio, PG_DIRTY);
  writeToSwap(m, folio);
  return 'success';
}

/** try_to_free_buffers(): a clean folio loses its buffer heads and their reference. */
export function tryToFreeBuffers(m: Machine, folio: number): void {
  m.frames.clear(folio, PG_PRIVATE);
  folioPut(m, folio);
}

/**
 * __remove_mapping(): the folio leaves its page cache or the swap cache, if only that and whoever isolated it refer to
 * it. What is left behind tells a refault from a first read.
 */
export function removeMapping(m: Machine, folio: number): boolean {
  const { frames } = m;
  const pages = folioNrPages(m, folio);
  if (frames.refcount[folio] !== 1 + pages || frames.test(folio, PG_DIRTY)) return false;
  if (frames.test(folio, PG_SWAPCACHE)) {
    evictFromSwapCache(m, folio);
    return true;
  }
  const mapping = folioMapping(m, folio);
  if (mapping === null) return false;
  const index = frames.index[folio];
  for (let i = 0; i < pages; i++) {
    mapping.pages.delete(index + i);
    mapping.shadows.set(index + i, frames.test(folio, PG_WORKINGSET));
  }
  frames.setMapping(folio, 0, index);
  folioPut(m, folio, pages);
  return true;
}
