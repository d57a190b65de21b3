import type { Machine } from '../machine';
import { folioMapped, folioNrPages } from '../memory/folio';
import { freeSwapAndCache } from '../memory/swap';
import { zapRange } from '../mm/zap';
import type { ZapDetails } from '../mm/zap';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace } from '../world';
import { removeFromPageCache } from './addressSpace';

/**
 * unmap_mapping_range(): takes the pages [first, end) of a file out of every mapping of it. With `evenCows` private
 * copies go, too.
 */
export const unmapMappingRange = kernelFunction(
  'unmap_mapping_range',
  function* (m, mapping: AddressSpace, first: number, end: number, details: ZapDetails) {
    for (const vma of mapping.vmas.slice()) {
      const start = Math.max(vma.start, vma.start + first - vma.pgoff);
      const stop = Math.min(vma.end, vma.start + end - vma.pgoff);
      if (start < stop) yield* zapRange(m, vma, start, stop, details);
    }
  },
);

/** truncate_inode_folio(): one folio leaves the mappings and the cache. */
export function* truncateInodeFolio(m: Machine, mapping: AddressSpace, folio: number): Steps<void> {
  if (folioMapped(m, folio)) {
    const index = m.frames.index[folio];
    yield* unmapMappingRange(m, mapping, index, index + folioNrPages(m, folio), {
      evenCows: false,
      onlyFolio: folio,
    });
  }
  removeFromPageCache(m, mapping, folio);
}

/**
 * truncate_inode_pages_range(), shmem_undo_range(): drops what the cache (and swap) holds of [first, end). Folios that
 * reach beyond the range are left to the caller, who splits them before.
 */
export const truncateInodePagesRange = kernelFunction(
  'truncate_inode_pages_range',
  function* (m, mapping: AddressSpace, first: number, end: number) {
    for (const [index, found] of [...mapping.pages]) {
      if (index < first || index >= end || !mapping.pages.has(index)) continue;
      if (found < 0) {
        mapping.pages.delete(index);
        freeSwapAndCache(m, -1 - found);
        continue;
      }
      const folio = m.frames.folio(found);
      const at = m.frames.index[folio];
      if (at < first || at + folioNrPages(m, folio) > end) continue;
      yield* truncateInodeFolio(m, mapping, folio);
      if (m.watching) yield note(m, 'a page leaves the page cache');
    }
  },
);
