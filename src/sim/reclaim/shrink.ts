import type { Machine } from '../machine';
import {
  folioIsLarge,
  folioMapcount,
  folioMapped,
  folioMaybeDmaPinned,
  folioNrPages,
  folioPut,
  folioTestAnon,
  folioTestDirty,
} from '../memory/folio';
import {
  PG_ACTIVE,
  PG_MLOCKED,
  PG_PARTIALLY_MAPPED,
  PG_PRIVATE,
  PG_RECLAIM,
  PG_SWAPBACKED,
  PG_SWAPCACHE,
} from '../memory/pageFlags';
import { addToSwap, folioFreeSwap } from '../memory/swap';
import { splitFolio } from '../mm/splitFolio';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import { folioEvictable, folioPutbackLru } from './lruIsolation';
import { pageout, removeMapping, tryToFreeBuffers } from './pageout';
import { tryToUnmap } from './tryToUnmap';

/** Where shrink_folio_list() ends with a folio; the last reference of a freed one is already gone. */
type Fate = 'freed' | 'keep' | 'activate';

/** can_split_folio(): nothing but mappings, caches and the caller refer to the folio. */
const canSplitFolio = (m: Machine, folio: number): boolean => {
  const cache = m.frames.test(folio, PG_SWAPCACHE) ? folioNrPages(m, folio) : 0;
  return folioMapcount(m, folio) === m.frames.refcount[folio] - cache - 1;
};

/** Anonymous memory needs a place in swap before it is unmapped. */
function* prepareSwap(m: Machine, folio: number, list: number[]): Steps<Fate | null> {
  const { frames } = m;
  if (!folioTestAnon(m, folio) || !frames.test(folio, PG_SWAPBACKED)) return null;
  if (frames.test(folio, PG_SWAPCACHE)) return null;
  if (m.profile.reclaimSkipsPinned && folioMaybeDmaPinned(m, folio)) return 'keep';
  if (folioIsLarge(m, folio)) {
    if (!canSplitFolio(m, folio)) return 'activate';
    // Pages that nobody maps any more can be freed without a write.
    const split = frames.test(folio, PG_PARTIALLY_MAPPED);
    if (split && (yield* splitFolio(m, folio, list)) !== 0) return 'activate';
  }
  addToSwap(m, folio);
  return null;
}

/** Writes a dirty folio that is unmapped now; null when it is clean afterwards. */
function* writeOut(m: Machine, folio: number, list: number[]): Steps<Fate | null> {
  if (!folioTestDirty(m, folio)) return null;
  if (!m.frames.test(folio, PG_SWAPBACKED)) {
    // Pages of files are left to the flusher, which frees them when they are written.
    m.frames.set(folio, PG_RECLAIM);
    return 'activate';
  }
  return (yield* pageout(m, folio, list)) === 'keep' ? 'keep' : null;
}

/** What happens to one isolated folio. */
function* shrinkFolio(m: Machine, folio: number, list: number[]): Steps<Fate> {
  const { frames } = m;
  if (!folioEvictable(m, folio)) return 'activate';
  const unprepared = yield* prepareSwap(m, folio, list);
  if (unprepared !== null) return unprepared;
  if (folioMapped(m, folio)) {
    yield* tryToUnmap(m, folio);
    if (folioMapped(m, folio)) return 'activate';
  }
  if (m.profile.reclaimSkipsPinned && folioMaybeDmaPinned(m, folio)) return 'activate';
  const unwritten = yield* writeOut(m, folio, list);
  if (unwritten !== null) return unwritten;
  if (frames.test(folio, PG_PRIVATE)) tryToFreeBuffers(m, folio);
  if (folioTestAnon(m, folio) && !frames.test(folio, PG_SWAPBACKED)) {
    if (frames.refcount[folio] !== 1) return 'keep';
  } else if (!removeMapping(m, folio)) {
    return 'keep';
  }
  folioPut(m, folio);
  return 'freed';
}

/** activate_locked: */
function activate(m: Machine, folio: number): void {
  const mlocked = m.frames.test(folio, PG_MLOCKED);
  if (mlocked) folioFreeSwap(m, folio);
  else m.frames.set(folio, PG_ACTIVE);
}

/** shrink_folio_list(): tries to free every folio of a list of isolated ones; the others go back to their lists. */
export const shrinkFolioList = kernelFunction(
  'shrink_folio_list',
  function* (m, folios: readonly number[]) {
    const list = [...folios];
    for (let folio = list.shift(); folio !== undefined; folio = list.shift()) {
      m.frames.clear(folio, PG_ACTIVE);
      const fate = yield* shrinkFolio(m, folio, list);
      if (fate === 'activate') activate(m, folio);
      if (fate !== 'freed') folioPutbackLru(m, folio);
      if (m.watching) yield note(m, fate === 'freed' ? 'frees the page' : 'keeps the page');
    }
  },
);
