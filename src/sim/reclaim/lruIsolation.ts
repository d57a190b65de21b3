import type { Machine } from '../machine';
import { folioGet, folioMapping, folioPut } from '../memory/folio';
import { PG_ACTIVE, PG_LRU, PG_MLOCKED, PG_UNEVICTABLE } from '../memory/pageFlags';

/** folio_isolate_lru(): takes a folio off its list, with a reference. False when it is on none. */
export function folioIsolateLru(m: Machine, folio: number): boolean {
  if (!m.frames.test(folio, PG_LRU)) return false;
  m.frames.clear(folio, PG_LRU);
  folioGet(m, folio);
  return true;
}

/** folio_evictable(). */
export const folioEvictable = (m: Machine, folio: number): boolean =>
  !m.frames.test(folio, PG_MLOCKED) && folioMapping(m, folio)?.kind !== 'secretmem';

/** folio_putback_lru(): back on the list it belongs to now; the reference of the isolation goes. */
export function folioPutbackLru(m: Machine, folio: number): void {
  const { frames } = m;
  frames.set(folio, PG_LRU);
  if (folioEvictable(m, folio)) {
    frames.clear(folio, PG_UNEVICTABLE);
  } else {
    frames.set(folio, PG_UNEVICTABLE);
    frames.clear(folio, PG_ACTIVE);
  }
  folioPut(m, folio);
}
