import type { Machine } from '../machine';
import { folioMarkDirty } from '../memory/folio';
import { PG_ACTIVE, PG_DIRTY, PG_RECLAIM } from '../memory/pageFlags';
import { PTE_DIRTY, PTE_WRITE, pteDirty, pteWrite, withoutFlags } from '../mm/pte';
import { underPtl } from '../mm/ptl';
import { mappingsOf, mapsStill } from '../mm/rmapWalk';
import { has, VM_SHARED } from '../mm/vma';
import { kernelFunction, note, noteOf } from '../steps';
import type { AddressSpace } from '../world';

/** page_mkclean(): write-protects and cleans the entries of shared mappings, so that the next write faults. */
export const folioMkclean = kernelFunction('folio_mkclean', function* (m, folio: number) {
  let cleaned = 0;
  for (const mapping of mappingsOf(m, folio)) {
    if (!has(mapping.vma, VM_SHARED)) continue;
    yield* underPtl(m, mapping.vma.mm, function* () {
      const entry = m.tables.get(mapping.at);
      if (!mapsStill(m, mapping) || (!pteDirty(entry) && !pteWrite(entry))) return;
      m.tables.set(mapping.at, withoutFlags(entry, PTE_WRITE | PTE_DIRTY));
      cleaned++;
      if (m.watching) yield note(m, 'write-protects an entry');
    });
  }
  return cleaned;
});

/** clear_page_dirty_for_io(): true when the folio was dirty and is to be written. */
const clearPageDirtyForIo = kernelFunction('clear_page_dirty_for_io', function* (m, folio: number) {
  if ((yield* folioMkclean(m, folio)) > 0) folioMarkDirty(m, folio);
  const dirty = m.frames.test(folio, PG_DIRTY);
  m.frames.clear(folio, PG_DIRTY);
  return dirty;
});

/** The block layer writes a page; it is done at once here. */
function writePage(m: Machine, mapping: AddressSpace, folio: number): void {
  mapping.disk.set(m.frames.index[folio], {
    byte0: m.frames.byte0[folio],
    fill: m.frames.fill[folio],
  });
  // folio_end_writeback(): what reclaim waits for goes to the tail of the inactive list.
  if (m.frames.test(folio, PG_RECLAIM)) m.frames.clear(folio, PG_RECLAIM | PG_ACTIVE);
}

/** filemap_write_and_wait(): writes every dirty page, whoever has it pinned. */
export const filemapWriteAndWait = kernelFunction(
  'filemap_write_and_wait_range',
  function* (m, mapping: AddressSpace) {
    for (const folio of new Set(mapping.pages.values())) {
      if (folio < 0 || !m.frames.test(folio, PG_DIRTY)) continue;
      if (!(yield* clearPageDirtyForIo(m, folio))) continue;
      writePage(m, mapping, folio);
      if (m.watching) yield noteOf(m, 'block_write_full_folio', 'written back');
    }
    return 0;
  },
);
