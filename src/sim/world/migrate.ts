import { EAGAIN, EBUSY, ENOMEM } from '../errno';
import { allocFolio } from '../memory/buddy';
import type { Gfp } from '../memory/buddy';
import {
  copyFolio,
  folioExpectedRefCount,
  folioGet,
  folioIsLarge,
  folioMapped,
  folioMapping,
  folioNrPages,
  folioPut,
  folioTestAnon,
  folioTestHugetlb,
} from '../memory/folio';
import { availableHugePages, dequeueHugetlbFolio, HPAGE_ORDER } from '../memory/hugetlbPool';
import {
  PG_ACTIVE,
  PG_ANON,
  PG_DIRTY,
  PG_HUGETLB,
  PG_HUGETLB_TEMPORARY,
  PG_KSM,
  PG_LRU,
  PG_PARTIALLY_MAPPED,
  PG_PRIVATE,
  PG_REFERENCED,
  PG_SWAPBACKED,
  PG_SWAPCACHE,
  PG_UNEVICTABLE,
  PG_UPTODATE,
  PG_WORKINGSET,
} from '../memory/pageFlags';
import type { Machine } from '../machine';
import { swapSlot } from '../memory/swap';
import { removeMigrationPtes, tryToMigrate } from '../mm/migrationEntries';
import { folioIsolateLru, folioPutbackLru } from '../reclaim/lruIsolation';
import { splitFolio } from '../mm/splitFolio';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';

/** folio_isolate_lru() or isolate_hugetlb(): takes a folio off its list, with a reference. False when it is on none. */
export function isolateFolio(m: Machine, folio: number): boolean {
  if (!folioTestHugetlb(m, folio)) return folioIsolateLru(m, folio);
  folioGet(m, folio);
  return true;
}

/** putback_movable_pages(): a folio that was not moved goes back where it was. */
export function putbackFolio(m: Machine, folio: number): void {
  if (folioTestHugetlb(m, folio)) folioPut(m, folio);
  else folioPutbackLru(m, folio);
}

/** alloc_migration_target(): a folio of the same size, of the pool for hugetlb; 0 when there is none. */
function allocMigrationTarget(m: Machine, src: number, gfp: Gfp): number {
  const { frames } = m;
  if (!folioTestHugetlb(m, src)) return allocFolio(m, frames.order[src], gfp);
  const free = availableHugePages(m) === 0 ? 0 : dequeueHugetlbFolio(m);
  if (free !== 0) return free;
  const fresh = allocFolio(m, HPAGE_ORDER, gfp);
  if (fresh !== 0) frames.set(fresh, PG_HUGETLB | PG_HUGETLB_TEMPORARY);
  return fresh;
}

/** Flags that folio_migrate_flags() and __folio_migrate_mapping() carry over. */
const CARRIED =
  PG_ANON |
  PG_KSM |
  PG_DIRTY |
  PG_REFERENCED |
  PG_UPTODATE |
  PG_ACTIVE |
  PG_UNEVICTABLE |
  PG_WORKINGSET |
  PG_SWAPBACKED |
  PG_SWAPCACHE |
  PG_PRIVATE;

/** The caches point to the new folio and hold their references there. */
function moveCaches(m: Machine, src: number, dst: number): void {
  const { frames } = m;
  const pages = folioNrPages(m, src);
  const mapping = folioMapping(m, src);
  frames.setMapping(dst, frames.mapping[src], frames.index[src]);
  if (mapping !== null) {
    const refs = m.profile.pageCacheRefs(m, src) + (frames.test(src, PG_PRIVATE) ? 1 : 0);
    for (let i = 0; i < pages; i++) mapping.pages.set(frames.index[src] + i, dst + i);
    frames.refAdd(dst, refs);
    frames.refAdd(src, -refs);
  }
  if (frames.test(src, PG_SWAPCACHE)) {
    for (let i = 0; i < pages; i++) {
      const slot = frames.private[src + i];
      swapSlot(m, slot).cache = dst + i;
      frames.setPrivate(dst + i, slot);
      frames.setPrivate(src + i, 0);
    }
    frames.refAdd(dst, pages);
    frames.refAdd(src, -pages);
  }
}

/**
 * move_to_new_folio() (migrate_folio(), buffer_migrate_folio(), hugetlbfs_migrate_folio()): contents, place in the caches and
 * flags go over, unless somebody else holds the old folio.
 */
function moveToNewFolio(m: Machine, src: number, dst: number): number {
  const { frames } = m;
  if (folioMapping(m, src)?.kind === 'secretmem') return -EBUSY;
  if (frames.refcount[src] !== folioExpectedRefCount(m, src) + 1) return -EAGAIN;
  copyFolio(m, dst, src);
  moveCaches(m, src, dst);
  frames.set(dst, frames.flags[src] & CARRIED);
  frames.clear(src, PG_SWAPCACHE | PG_PRIVATE | PG_ACTIVE | PG_UNEVICTABLE);
  return 0;
}

/** ksm_migrate_page(): the stable node stands for the new page. */
function migrateKsm(m: Machine, src: number, dst: number): void {
  const node = m.world.ksmStable.get(src);
  if (node === undefined) return;
  m.world.ksmStable.delete(src);
  m.world.ksmStable.set(dst, node);
}

/** Takes back the mappings of a folio that cannot be moved. */
function undo(m: Machine, src: number, dst: number, error: number): number {
  removeMigrationPtes(m, src, src);
  folioPut(m, dst);
  return error;
}

/** move_hugetlb_state(): when the new page was borrowed from the page allocator, the old one is given back there. */
function moveHugetlbState(m: Machine, src: number, dst: number): void {
  if (!m.frames.test(dst, PG_HUGETLB_TEMPORARY)) return;
  m.frames.clear(dst, PG_HUGETLB_TEMPORARY);
  m.frames.set(src, PG_HUGETLB_TEMPORARY);
}

/** unmap_and_move(): one isolated folio. 0, -ENOMEM, or why it stays. */
const unmapAndMove = kernelFunction('unmap_and_move', function* (m, src: number, gfp: Gfp) {
  const { frames } = m;
  if (frames.refcount[src] === 1) {
    folioPut(m, src);
    if (m.watching) yield note(m, 'the folio was freed meanwhile');
    return 0;
  }
  const dst = allocMigrationTarget(m, src, gfp);
  if (dst === 0) return -ENOMEM;
  if (folioMapped(m, src)) yield* tryToMigrate(m, src, false);
  if (folioMapped(m, src)) return undo(m, src, dst, -EAGAIN);
  const result = moveToNewFolio(m, src, dst);
  if (result !== 0) {
    if (m.watching) yield note(m, 'somebody else holds the folio: it stays');
    return undo(m, src, dst, result);
  }
  if (folioTestHugetlb(m, src)) {
    moveHugetlbState(m, src, dst);
  } else {
    // Evictable, until a locked VMA maps it again.
    frames.set(dst, PG_LRU);
    frames.clear(dst, PG_UNEVICTABLE);
  }
  removeMigrationPtes(m, src, dst);
  migrateKsm(m, src, dst);
  folioPut(m, dst);
  if (!folioTestAnon(m, src)) frames.setMapping(src, 0, 0);
  folioPut(m, src);
  if (m.watching) yield note(m, 'moved');
  return 0;
});

/** Does migrate_pages() split this folio first? */
const isPartlyMapped = (m: Machine, folio: number): boolean =>
  m.profile.migrationSplitsPartlyMapped &&
  folioIsLarge(m, folio) &&
  m.frames.test(folio, PG_PARTIALLY_MAPPED);

/**
 * migrate_pages(): moves isolated folios to memory that `gfp` permits. What could not be moved stays in `folios`; returns how
 * many failed.
 */
export const migratePages = kernelFunction(
  'migrate_pages',
  function* (m: Machine, folios: number[], gfp: Gfp): Steps<number> {
    const failed: number[] = [];
    let failures = 0;
    const work = folios.splice(0);
    for (let folio = work.shift(); folio !== undefined; folio = work.shift()) {
      const pages = folioNrPages(m, folio);
      if (isPartlyMapped(m, folio)) {
        const parts: number[] = [];
        if ((yield* splitFolio(m, folio, parts)) === 0) {
          failures++;
          work.push(folio, ...parts);
          continue;
        }
      }
      const result = yield* unmapAndMove(m, folio, gfp);
      if (result === 0) {
        m.count('pgmigrate_success', pages);
      } else {
        m.count('pgmigrate_fail', pages);
        failures++;
        failed.push(folio);
      }
    }
    folios.push(...failed);
    return failed.length === 0 ? 0 : failures;
  },
);
