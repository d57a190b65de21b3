import { EINVAL, EOPNOTSUPP } from '../errno';
import type { Machine } from '../machine';
import { folioMapped, folioMarkAccessed, folioMarkDirty, folioPut } from '../memory/folio';
import { PG_DIRTY, PG_PRIVATE, PG_REFERENCED, PG_WRITEBACK } from '../memory/pageFlags';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace } from '../world';
import { findPage, removeFromPageCache } from './addressSpace';
import { attachBuffers, readPage } from './ext2';
import { hugetlbPunchHole, hugetlbTruncate } from './hugetlbfs';
import { shmemGetFolio } from './shmem';
import { shmemUndoRange } from './shmemTruncate';
import { truncateInodePagesRange, unmapMappingRange } from './truncate';
import { filemapWriteAndWait } from './writeback';

/** ftruncate() to a number of pages. Mappings lose what lies beyond, private copies included. */
export const truncateFile = kernelFunction(
  'do_truncate',
  function* (m, mapping: AddressSpace, size: number) {
    // secretmem_setattr(): the size is set once.
    if (mapping.kind === 'secretmem') return -EINVAL;
    if (mapping.kind === 'hugetlb') return yield* hugetlbTruncate(m, mapping, size);
    const old = mapping.size;
    mapping.size = size;
    for (const kept of [mapping.disk, mapping.shadows])
      for (const index of [...kept.keys()]) if (index >= size) kept.delete(index);
    if (size >= old) return 0;
    yield* unmapMappingRange(m, mapping, size, Infinity, { evenCows: true });
    const drop = mapping.kind === 'shmem' ? shmemUndoRange : truncateInodePagesRange;
    yield* drop(m, mapping, size, Infinity);
    return 0;
  },
);

/** fallocate(FALLOC_FL_PUNCH_HOLE): frees the pages; private copies in mappings stay. */
export const punchHole = kernelFunction(
  'vfs_fallocate',
  function* (m, mapping: AddressSpace, first: number, pages: number) {
    if (mapping.kind === 'hugetlb')
      return yield* hugetlbPunchHole(m, mapping, first, first + pages);
    if (mapping.kind !== 'shmem') return -EOPNOTSUPP;
    yield* unmapMappingRange(m, mapping, first, first + pages, { evenCows: false });
    yield* shmemUndoRange(m, mapping, first, first + pages);
    return 0;
  },
);

/** fsync(): only file systems that write back have anything to do. */
export function* fsync(m: Machine, mapping: AddressSpace): Steps<number> {
  return mapping.canWriteback ? yield* filemapWriteAndWait(m, mapping) : 0;
}

/** invalidate_mapping_pages(): drops clean pages that nobody maps or holds. */
const invalidateMappingPages = kernelFunction(
  'invalidate_mapping_pages',
  function* (m, mapping: AddressSpace) {
    const { frames } = m;
    for (const folio of new Set(mapping.pages.values())) {
      if (folio < 0 || frames.test(folio, PG_DIRTY | PG_WRITEBACK)) continue;
      const explained = 1 + (frames.test(folio, PG_PRIVATE) ? 1 : 0);
      if (folioMapped(m, folio) || frames.refcount[folio] > explained) continue;
      removeFromPageCache(m, mapping, folio);
      if (m.watching) yield note(m, 'a clean page is dropped');
    }
  },
);

/** posix_fadvise(POSIX_FADV_DONTNEED) on the whole file: writes dirty pages, drops clean ones. */
export function* dropCache(m: Machine, mapping: AddressSpace): Steps<number> {
  if (!mapping.canWriteback) return 0;
  yield* filemapWriteAndWait(m, mapping);
  yield* invalidateMappingPages(m, mapping);
  return 0;
}

/** pread() of the first byte of a page: the byte, or null at the end of the file. */
export const readByte = kernelFunction(
  'vfs_read',
  function* (m, mapping: AddressSpace, index: number): Steps<number | null> {
    if (index >= mapping.size) return null;
    let page = findPage(mapping, index);
    // hugetlbfs_read_iter() reads holes as zeros and marks nothing.
    if (mapping.kind === 'hugetlb') return page === 0 ? 0 : m.frames.byte0[page];
    if (page === 0 && mapping.kind === 'shmem') {
      // A hole is read without being filled; a page in swap is read in.
      if (!mapping.pages.has(index)) return 0;
      page = yield* shmemGetFolio(m, mapping, index, null);
      folioPut(m, m.frames.folio(page));
    } else if (page === 0) {
      page = readPage(m, mapping, index);
      folioPut(m, page);
    }
    folioMarkAccessed(m, m.frames.folio(page));
    return m.frames.byte0[page];
  },
);

/** pwrite() of the first byte of a page; the file grows when it must. */
export const writeByte = kernelFunction(
  'generic_perform_write',
  function* (m, mapping: AddressSpace, index: number, value: number) {
    if (mapping.kind !== 'shmem' && mapping.kind !== 'ext2') return -EINVAL;
    mapping.size = Math.max(mapping.size, index + 1);
    const cached = findPage(mapping, index);
    let page = cached;
    if (mapping.kind === 'shmem') {
      page = yield* shmemGetFolio(m, mapping, index, null);
      const folio = m.frames.folio(page);
      if (cached === 0) m.frames.set(folio, PG_REFERENCED);
      else folioMarkAccessed(m, folio);
    } else {
      if (page === 0) page = readPage(m, mapping, index);
      else m.frames.refAdd(page, 1);
      attachBuffers(m, page);
    }
    m.frames.setByte0(page, value);
    folioMarkDirty(m, m.frames.folio(page));
    folioPut(m, m.frames.folio(page));
    return 1;
  },
);
