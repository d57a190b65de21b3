import type { Machine } from '../machine';
import { folioIsLarge } from '../memory/folio';
import type { AddressSpace, VmOps } from '../world';

/** A new inode with an empty page cache. */
export function newAddressSpace(
  m: Machine,
  kind: VmOps,
  name: string,
  size: number,
  canWriteback: boolean,
): AddressSpace {
  const mapping: AddressSpace = {
    id: m.newId(),
    kind,
    name,
    pages: new Map(),
    size,
    vmas: [],
    canWriteback,
    dax: false,
    disk: new Map(),
    reserved: [],
  };
  m.world.mappings.set(mapping.id, mapping);
  return mapping;
}

/** filemap_add_folio(): the cache takes one reference per page of the folio. */
export function addToPageCache(
  m: Machine,
  mapping: AddressSpace,
  folio: number,
  index: number,
): void {
  const { frames } = m;
  const pages = 2 ** frames.order[folio];
  frames.setMapping(folio, mapping.id, index);
  frames.refAdd(folio, pages);
  for (let i = 0; i < pages; i++) mapping.pages.set(index + i, folio + i);
}

/** Frame of the page at an index, 0 when it is not cached (or is in swap). */
export function findPage(mapping: AddressSpace, index: number): number {
  const found = mapping.pages.get(index);
  return found === undefined || found < 0 ? 0 : found;
}

/** The head page, for whoever needs the folio a cached page belongs to. */
export const cachedFolio = (m: Machine, page: number): number =>
  folioIsLarge(m, page) ? m.frames.folio(page) : page;
