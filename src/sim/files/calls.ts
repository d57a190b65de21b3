import { EINVAL, ENOMEM, EOPNOTSUPP } from '../errno';
import type { Machine } from '../machine';
import { folioMapped, folioMarkAccessed, folioMarkDirty, folioPut } from '../memory/folio';
import { PG_ACTIVE, PG_DIRTY, PG_PRIVATE, PG_REFERENCED, PG_WRITEBACK } from '../memory/pageFlags';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace } from '../world';
import { findPage, removeFromPageCache } from './addressSpace';
import { attachBuffers, readPage } from './ext2';
import { blockForWrite, breakLayouts } from './fsdax';
import { hugetlbPunchHole, hugetlbTruncate } from './hugetlbfs';
import { shmemGetFolio } from './shmem';
import { shmemUndoRange } from './shmemTruncate';
import { truncateInodePagesRange, unmapMappingRange } from './truncate';
import { filemapWriteAndWait, folioMkclean } from './writeback';

/** How a file drops a range of its pages: only shmem has folios that may reach beyond it. */
const undoRange = (mapping: AddressSpace): typeof shmemUndoRange =>
  mapping.kind === 'shmem' ? shmemUndoRange : truncateInodePagesRange;

/** ftruncate() to a number of pages. Mappings lose what lies beyond, private copies included. */
export const truncateFile = kernelFunction(
  'do_truncate',
  function* (m, mapping: AddressSpace, size: number): Steps<number> {
    // secretmem_setattr(): the size is set once.
    if (mapping.kind === 'secretmem') return -EINVAL;
    if (mapping.kind === 'hugetlb') return yield* hugetlbTruncate(m, mapping, size);
    const busy = mapping.dax ? yield* breakLayouts(m, mapping, size, Infinity) : 0;
    if (busy !== 0) return busy;
    const old = mapping.size;
    mapping.size = size;
    for (const kept of [mapping.disk, mapping.shadows])
      for (const index of [...kept.keys()]) if (index >= size) kept.delete(index);
    if (size >= old) return 0;
    yield* unmapMappingRange(m, mapping, size, Infinity, { evenCows: true });
    yield* undoRange(mapping)(m, mapping, size, Infinity);
    return 0;
  },
);

const PUNCHABLE: ReadonlySet<AddressSpace['kind']> = new Set(['shmem', 'fsdax']);

/** fallocate(FALLOC_FL_PUNCH_HOLE): frees the pages; private copies in mappings stay. */
export const punchHole = kernelFunction(
  'vfs_fallocate',
  function* (m, mapping: AddressSpace, first: number, pages: number): Steps<number> {
    if (mapping.kind === 'hugetlb')
      return yield* hugetlbPunchHole(m, mapping, first, first + pages);
    if (!PUNCHABLE.has(mapping.kind)) return -EOPNOTSUPP;
    const busy = mapping.dax ? yield* breakLayouts(m, mapping, first, first + pages) : 0;
    if (busy !== 0) return busy;
    yield* unmapMappingRange(m, mapping, first, first + pages, { evenCows: false });
    yield* undoRange(mapping)(m, mapping, first, first + pages);
    return 0;
  },
);

/** fsync(): only file systems that write back have anything to do. */
export function* fsync(m: Machine, mapping: AddressSpace): Steps<number> {
  if (!mapping.dax) return mapping.canWriteback ? yield* filemapWriteAndWait(m, mapping) : 0;
  // dax_writeback_mapping_range(): the memory is the storage; the next write must be seen again.
  for (const page of mapping.pages.values()) yield* folioMkclean(m, page);
  return 0;
}

/** invalidate_mapping_pages(): drops clean pages that nobody maps or holds. */
const invalidateMappingPages = kernelFunction(
  'invalidate_mapping_pages',
  function* (m, mapping: AddressSpace) {
    const { frames } = m;
    for (const folio of new Set(mapping.pages.values())) {
      if (folio < 0 || frames.test(folio, PG_DIRTY | PG_WRITEBACK)) continue;
      const explained = 1 + (frames.test(folio, PG_PRIVATE) ? 1 : 0);
      if (folioMapped(m, folio)) continue;
      if (frames.refcount[folio] > explained) {
        // deactivate_file_folio(): whoever holds it keeps it, but it is no longer worth much.
        frames.clear(folio, PG_ACTIVE | PG_REFERENCED);
        continue;
      }
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

/** The page of a file for read(), 0 for a hole that is read without being filled. */
function* pageToRead(m: Machine, mapping: AddressSpace, index: number): Steps<number> {
  const cached = findPage(mapping, index);
  if (cached !== 0) return cached;
  let page = 0;
  if (mapping.kind === 'ext2') page = readPage(m, mapping, index);
  else if (mapping.kind === 'shmem' && mapping.pages.has(index))
    page = yield* shmemGetFolio(m, mapping, index, null);
  if (page !== 0) folioPut(m, m.frames.folio(page));
  return page;
}

/** filemap_read(): reading on in a page that was just read does not make it look used again. */
function markRead(m: Machine, mapping: AddressSpace, index: number, page: number): void {
  const again = mapping.kind === 'ext2' && mapping.prevRead === index;
  mapping.prevRead = index;
  if (!again && (mapping.kind === 'ext2' || mapping.kind === 'shmem'))
    folioMarkAccessed(m, m.frames.folio(page));
}

/** pread() of the first byte of a page: the byte, -1 at the end of the file, or -EINVAL. */
export const readByte = kernelFunction(
  'vfs_read',
  function* (m, mapping: AddressSpace, index: number): Steps<number> {
    if (mapping.kind === 'secretmem') return -EINVAL;
    if (index >= mapping.size) return -1;
    const page = yield* pageToRead(m, mapping, index);
    if (page === 0) return 0;
    markRead(m, mapping, index, page);
    return m.frames.byte0[page];
  },
);

/** The page that a write() goes to, with a reference for the caller; 0 when memory is out. */
function* pageToWrite(m: Machine, mapping: AddressSpace, index: number): Steps<number> {
  const cached = findPage(mapping, index);
  if (mapping.kind === 'fsdax') {
    const block = yield* blockForWrite(m, mapping, index);
    if (block !== 0) m.frames.refAdd(block, 1);
    return block;
  }
  if (mapping.kind === 'ext2') {
    const page = cached === 0 ? readPage(m, mapping, index) : cached;
    if (page !== 0 && cached !== 0) m.frames.refAdd(page, 1);
    if (page !== 0) attachBuffers(m, page);
    return page;
  }
  const page = yield* shmemGetFolio(m, mapping, index, null);
  if (page === 0) return 0;
  const folio = m.frames.folio(page);
  if (cached === 0) m.frames.set(folio, PG_REFERENCED);
  else folioMarkAccessed(m, folio);
  return page;
}

/** pwrite() of the first byte of a page; the file grows when it must. 1 or a negative errno. */
export const writeByte = kernelFunction(
  'generic_perform_write',
  function* (m, mapping: AddressSpace, index: number, value: number): Steps<number> {
    if (mapping.kind === 'secretmem' || mapping.kind === 'hugetlb') return -EINVAL;
    const page = yield* pageToWrite(m, mapping, index);
    if (page === 0) return -ENOMEM;
    mapping.size = Math.max(mapping.size, index + 1);
    m.frames.setByte0(page, value);
    const folio = m.frames.folio(page);
    if (mapping.kind !== 'fsdax') folioMarkDirty(m, folio);
    folioPut(m, folio);
    return 1;
  },
);
