import type { Machine } from '../machine';
import {
  folioGet,
  folioIsLarge,
  folioMarkDirty,
  folioNrPages,
  folioPut,
  folioTestDirty,
} from '../memory/folio';
import { splitFolio } from '../mm/splitFolio';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace } from '../world';
import { findPage } from './addressSpace';
import { truncateInodeFolio, truncateInodePagesRange } from './truncate';

/**
 * truncate_inode_partial_folio(): zeros the pages of [first, end) and splits the folio so that they can go. False when it
 * could not be split: then it stays whole, with zeros in the hole.
 */
function* truncateInodePartialFolio(
  m: Machine,
  mapping: AddressSpace,
  folio: number,
  first: number,
  end: number,
): Steps<boolean> {
  const index = m.frames.index[folio];
  const last = Math.min(end, index + folioNrPages(m, folio));
  for (let i = Math.max(first, index); i < last; i++) m.frames.fillContent(folio + i - index, 0);
  if (!folioIsLarge(m, folio) || (yield* splitFolio(m, folio, null)) === 0) return true;
  if (m.watching) yield note(m, 'a held folio cannot be split: it stays, with zeros');
  if (folioTestDirty(m, folio)) return false;
  yield* truncateInodeFolio(m, mapping, folio);
  return true;
}

/** shmem_undo_range(): drops what the file holds of [first, end), splitting folios that reach beyond. */
export const shmemUndoRange = kernelFunction(
  'shmem_undo_range',
  function* (m, mapping: AddressSpace, first: number, end: number) {
    yield* truncateInodePagesRange(m, mapping, first, end);
    let start = first;
    let stop = end;
    const seen = new Set<number>();
    for (const index of [first, end - 1]) {
      const page = findPage(mapping, index);
      const folio = page === 0 ? 0 : m.frames.folio(page);
      if (folio === 0 || seen.has(folio)) continue;
      seen.add(folio);
      folioGet(m, folio);
      folioMarkDirty(m, folio);
      const at = m.frames.index[folio];
      const next = at + folioNrPages(m, folio);
      if (!(yield* truncateInodePartialFolio(m, mapping, folio, first, end))) {
        if (at < first) start = next;
        if (next > end) stop = at;
      }
      folioPut(m, m.frames.folio(folio));
    }
    if (start < stop) yield* truncateInodePagesRange(m, mapping, start, stop);
  },
);
