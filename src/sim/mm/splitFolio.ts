import { EAGAIN, EBUSY } from '../errno';
import { findPage } from '../files/addressSpace';
import type { Machine } from '../machine';
import {
  folioGet,
  folioMapcount,
  folioMapped,
  folioMapping,
  folioMarkDirty,
  folioNrPages,
  folioPut,
  folioTestAnon,
  isHugeZero,
} from '../memory/folio';
import {
  PG_ACTIVE,
  PG_ALLOCATED,
  PG_ANON,
  PG_DIRTY,
  PG_LRU,
  PG_MLOCKED,
  PG_PARTIALLY_MAPPED,
  PG_REFERENCED,
  PG_SWAPBACKED,
  PG_SWAPCACHE,
  PG_UNEVICTABLE,
  PG_UPTODATE,
  PG_WORKINGSET,
  PG_WRITEBACK,
} from '../memory/pageFlags';
import { freeSwapCache } from '../memory/swap';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import { munlockVmaFolio } from './lru';
import { removeMigrationPtes, tryToMigrate } from './migrationEntries';
import { pteDirty } from './pte';
import { folioRemoveRmapPte } from './rmap';
import { mappingsOf } from './rmapWalk';
import { splitHugePmd } from './splitPmd';
import { HPAGE_PMD_ORDER } from './thp';

/** Flags of the folio that each of its pages has afterwards (__split_huge_page_tail()). */
const INHERITED =
  PG_ALLOCATED |
  PG_ANON |
  PG_REFERENCED |
  PG_SWAPBACKED |
  PG_SWAPCACHE |
  PG_MLOCKED |
  PG_UPTODATE |
  PG_ACTIVE |
  PG_WORKINGSET |
  PG_UNEVICTABLE |
  PG_DIRTY |
  PG_LRU;

/** References that the caches explain. */
const cacheRefs = (m: Machine, folio: number): number =>
  folioTestAnon(m, folio) && !m.frames.test(folio, PG_SWAPCACHE) ? 0 : folioNrPages(m, folio);

/** try_to_unmap() of a folio of a file: its pages are simply faulted in again. */
export function* unmapFileFolio(m: Machine, folio: number): Steps<void> {
  for (const { vma, address, at, page, pmd } of mappingsOf(m, folio)) {
    if (pmd) {
      yield* splitHugePmd(m, vma, address, { onlyFolio: folio });
      continue;
    }
    if (pteDirty(m.tables.get(at))) folioMarkDirty(m, folio);
    m.tables.set(at, 0);
    folioRemoveRmapPte(m, page);
    munlockVmaFolio(m, folio, vma);
    folioPut(m, folio);
  }
}

/** __split_huge_page(): every page is a folio of its own, with one reference beside those of the caches. */
function breakUp(m: Machine, folio: number, pages: number): void {
  const { frames } = m;
  const flags = frames.flags[folio] & INHERITED;
  const refs = cacheRefs(m, folio) === 0 ? 1 : 2;
  const mapping = frames.mapping[folio];
  const index = frames.index[folio];
  const slot = frames.private[folio];
  for (let i = 0; i < pages; i++) {
    const page = folio + i;
    frames.head[page] = 0;
    frames.order[page] = 0;
    frames.flags[page] = flags;
    frames.refcount[page] = refs;
    frames.pincount[page] = 0;
    frames.setMapping(page, mapping, index + i);
    if (flags & PG_SWAPCACHE) frames.setPrivate(page, slot + i);
  }
}

/**
 * split_folio_to_list(): a large folio, of which the caller holds one reference, becomes small ones; the caller's
 * reference goes to `page`. The others go back to the LRU, or, isolated and with a reference each, to `list`. 0, -EBUSY, or
 * -EAGAIN when somebody else holds a reference.
 */
export const splitFolio = kernelFunction(
  'split_huge_page_to_list_to_order',
  function* (m, page: number, list: number[] | null) {
    const { frames } = m;
    const folio = frames.folio(page);
    const pages = folioNrPages(m, folio);
    const anon = folioTestAnon(m, folio);
    if (isHugeZero(m, folio) || frames.test(folio, PG_WRITEBACK)) return -EBUSY;
    if (anon ? !folioMapped(m, folio) : folioMapping(m, folio) === null) return -EBUSY;
    const extra = cacheRefs(m, folio);
    if (folioMapcount(m, folio) !== frames.refcount[folio] - extra - 1) {
      if (m.watching) yield note(m, 'somebody else holds the folio');
      return -EAGAIN;
    }
    if (anon) yield* tryToMigrate(m, folio, true);
    else yield* unmapFileFolio(m, folio);
    if (frames.refcount[folio] !== 1 + extra) {
      if (anon) removeMigrationPtes(m, folio, folio);
      if (m.watching) yield note(m, 'somebody took a reference meanwhile');
      return -EAGAIN;
    }
    if (frames.order[folio] === HPAGE_PMD_ORDER) m.count('thp_split_page', 1);
    frames.clear(folio, PG_PARTIALLY_MAPPED);
    breakUp(m, folio, pages);
    for (let i = folio; i < folio + pages; i++) {
      if (i === folio || list === null) continue;
      folioGet(m, i);
      list.push(i);
    }
    if (m.watching) yield note(m, `${String(pages)} folios of one page`);
    if (anon)
      for (let i = folio; i < folio + pages; i++)
        removeMigrationPtes(m, i, i, m.profile.splitMapsZeroPage);
    dropBeyondEof(m, folio, pages);
    for (let i = folio; i < folio + pages; i++) {
      if (i === page) continue;
      freeSwapCache(m, i);
      folioPut(m, i);
    }
    return 0;
  },
);

/** Pages of a file that lie beyond its end leave the cache with the split. */
function dropBeyondEof(m: Machine, folio: number, pages: number): void {
  const mapping = folioMapping(m, folio);
  if (mapping === null) return;
  for (let i = folio; i < folio + pages; i++) {
    const index = m.frames.index[i];
    if (index < mapping.size || findPage(mapping, index) !== i) continue;
    mapping.pages.delete(index);
    m.frames.setMapping(i, 0, index);
    folioPut(m, i);
  }
}
