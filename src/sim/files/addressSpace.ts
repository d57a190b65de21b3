import type { Machine } from '../machine';
import { folioNrPages, folioPut, folioTestHugetlb } from '../memory/folio';
import { PG_DIRTY, PG_PRIVATE, PG_UPTODATE } from '../memory/pageFlags';
import { freeSwapAndCache } from '../memory/swap';
import { hugetlbUnreservePages } from '../mm/hugetlbReserve';
import { PTRS } from '../mm/pageTables';
import type { AddressSpace, VmOps } from '../world';

/** A new inode with an empty page cache. */
export function newAddressSpace(
  m: Machine,
  kind: VmOps,
  name: string,
  size: number,
  options: {
    readonly canWriteback?: boolean;
    readonly isOpen?: boolean;
    readonly dax?: boolean;
    readonly onTmpfsMount?: boolean;
  } = {},
): AddressSpace {
  const mapping: AddressSpace = {
    id: m.newId(),
    kind,
    name,
    pages: new Map(),
    size,
    vmas: [],
    canWriteback: options.canWriteback ?? false,
    isOpen: options.isOpen ?? true,
    dax: options.dax ?? false,
    onTmpfsMount: options.onTmpfsMount ?? false,
    prevRead: -1,
    shadows: new Map(),
    disk: new Map(),
    reserved: [],
  };
  m.world.mappings.set(mapping.id, mapping);
  return mapping;
}

/** filemap_add_folio(): the cache takes its references. */
export function addToPageCache(
  m: Machine,
  mapping: AddressSpace,
  folio: number,
  index: number,
): void {
  const { frames } = m;
  const pages = 2 ** frames.order[folio];
  frames.setMapping(folio, mapping.id, index);
  frames.refAdd(folio, m.profile.pageCacheRefs(m, folio));
  for (let i = 0; i < pages; i++) mapping.pages.set(index + i, folio + i);
}

/** Frame of the page at an index, 0 when it is not cached (or is in swap). */
export function findPage(mapping: AddressSpace, index: number): number {
  const found = mapping.pages.get(index);
  return found === undefined || found < 0 ? 0 : found;
}

/**
 * truncate_inode_folio() without the unmapping: the folio leaves the cache, clean and without buffers. Whoever else holds
 * it keeps a page without a file.
 */
export function removeFromPageCache(m: Machine, mapping: AddressSpace, folio: number): void {
  const { frames } = m;
  const pages = folioNrPages(m, folio);
  const index = frames.index[folio];
  for (let i = 0; i < pages; i++) mapping.pages.delete(index + i);
  if (frames.test(folio, PG_PRIVATE)) {
    frames.clear(folio, PG_PRIVATE);
    folioPut(m, folio);
  }
  // hugetlb_delete_from_page_cache() also takes the contents for lost.
  frames.clear(folio, folioTestHugetlb(m, folio) ? PG_DIRTY | PG_UPTODATE : PG_DIRTY);
  frames.setMapping(folio, 0, index);
  folioPut(m, folio, m.profile.pageCacheRefs(m, folio));
}

/** evict(): nobody can reach the inode any more; its cached and swapped pages go. */
export function evictInode(m: Machine, mapping: AddressSpace): void {
  if (mapping.kind === 'hugetlb')
    hugetlbUnreservePages(m, mapping, 0, Infinity, mapping.pages.size / PTRS);
  for (const [index, found] of [...mapping.pages]) {
    if (found < 0) {
      mapping.pages.delete(index);
      freeSwapAndCache(m, -1 - found);
    } else if (mapping.pages.has(index)) {
      removeFromPageCache(m, mapping, m.frames.folio(found));
    }
  }
  m.world.mappings.delete(mapping.id);
}
