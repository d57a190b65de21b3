import type { Machine } from '../machine';
import {
  folioMapcount,
  folioMarkDirty,
  folioPut,
  folioTestAnon,
  folioTestDirty,
} from '../memory/folio';
import { PG_SWAPBACKED, PG_SWAPCACHE } from '../memory/pageFlags';
import { swapDuplicate, swapFree } from '../memory/swap';
import { mlockVmaFolio } from '../mm/lru';
import { KIND_SWAP, makeSwapPte, pteDirty, SWP_EXCLUSIVE } from '../mm/pte';
import { underPtl } from '../mm/ptl';
import { folioRemoveRmapPte, folioTryShareAnonRmap, pageAnonExclusive } from '../mm/rmap';
import { mappingsOf, mapsStill } from '../mm/rmapWalk';
import type { Mapping } from '../mm/rmapWalk';
import { splitHugePmd } from '../mm/splitPmd';
import { has, VM_LOCKED } from '../mm/vma';
import { kernelFunction, note } from '../steps';

/** MADV_FREE: a clean page that nobody holds is dropped; a redirtied one must be swapped out after all. */
function discard(m: Machine, folio: number): boolean {
  const explained = 1 + folioMapcount(m, folio);
  if (m.frames.refcount[folio] === explained && !folioTestDirty(m, folio)) return true;
  m.frames.set(folio, PG_SWAPBACKED);
  return false;
}

/** The entry of an anonymous page becomes a swap entry. False when the page may be pinned. */
function swapOutEntry(m: Machine, at: number, page: number): boolean {
  const slot = m.frames.private[page];
  const exclusive = pageAnonExclusive(m, page);
  swapDuplicate(m, slot);
  if (exclusive && !folioTryShareAnonRmap(m, page)) {
    swapFree(m, slot);
    return false;
  }
  m.tables.set(at, makeSwapPte(KIND_SWAP, slot, exclusive ? SWP_EXCLUSIVE : 0));
  return true;
}

/** try_to_unmap_one() for one entry: false ends the walk. */
function unmapEntry(m: Machine, folio: number, { vma, at, page }: Mapping): boolean {
  if (has(vma, VM_LOCKED)) {
    mlockVmaFolio(m, folio, vma);
    return false;
  }
  const entry = m.tables.get(at);
  m.tables.set(at, 0);
  if (pteDirty(entry)) folioMarkDirty(m, folio);
  if (folioTestAnon(m, folio)) {
    const swaps = m.frames.test(folio, PG_SWAPCACHE);
    if (!(swaps ? swapOutEntry(m, at, page) : discard(m, folio))) {
      m.tables.set(at, entry);
      return false;
    }
  }
  folioRemoveRmapPte(m, page);
  folioPut(m, folio);
  return true;
}

/** try_to_unmap(): takes a folio out of all page tables, as far as that goes. */
export const tryToUnmap = kernelFunction('try_to_unmap', function* (m, folio: number) {
  for (const mapping of mappingsOf(m, folio))
    if (mapping.pmd && !has(mapping.vma, VM_LOCKED))
      yield* splitHugePmd(m, mapping.vma, mapping.address, { onlyFolio: folio });
  for (const mapping of mappingsOf(m, folio)) {
    if (mapping.pmd) return;
    const done = yield* underPtl(m, mapping.vma.mm, function* () {
      const result = !mapsStill(m, mapping) || unmapEntry(m, folio, mapping);
      if (m.watching)
        yield note(m, result ? 'unmaps the page' : 'the page must stay mapped: pinned or locked');
      return result;
    });
    if (!done) return;
  }
});
