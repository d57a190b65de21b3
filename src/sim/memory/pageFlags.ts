/** Page and folio flags (include/linux/page-flags.h); folio flags are kept on the head page. */
export const PG_LOCKED = 1 << 0;
export const PG_WRITEBACK = 1 << 1;
export const PG_REFERENCED = 1 << 2;
export const PG_UPTODATE = 1 << 3;
export const PG_DIRTY = 1 << 4;
export const PG_LRU = 1 << 5;
export const PG_ACTIVE = 1 << 6;
export const PG_WORKINGSET = 1 << 7;
export const PG_SWAPBACKED = 1 << 8;
export const PG_SWAPCACHE = 1 << 9;
/** The folio has private data, here always buffer heads; they hold one reference. */
export const PG_PRIVATE = 1 << 10;
export const PG_MLOCKED = 1 << 11;
export const PG_UNEVICTABLE = 1 << 12;
export const PG_RECLAIM = 1 << 13;
export const PG_RESERVED = 1 << 14;
/** PAGE_MAPPING_ANON: `mapping` names an anon_vma. */
export const PG_ANON = 1 << 15;
export const PG_KSM = 1 << 16;
export const PG_HUGETLB = 1 << 17;
/** PageAnonExclusive, the one flag every page of a folio has for itself. */
export const PG_ANON_EXCLUSIVE = 1 << 18;
/** The frame is in use; clear means it lies in the free lists. */
export const PG_ALLOCATED = 1 << 19;
/** Head of a block in the buddy free lists. */
export const PG_BUDDY = 1 << 20;
/** folio_partially_mapped / on the deferred split list. */
export const PG_PARTIALLY_MAPPED = 1 << 22;
/** ZONE_DEVICE page: its memory belongs to a driver, a reference never frees it to the page allocator. */
export const PG_DEVMAP = 1 << 23;
/** Memory on a PCI device that other devices may reach directly (is_pci_p2pdma_page()). */
export const PG_P2PDMA = 1 << 27;
/** The page has no user-visible content in the kernel's direct map (secretmem). */
export const PG_UNMAPPED_DIRECT = 1 << 24;
/** hugetlb: the reservation of the former owner is to be restored when the folio is freed. */
export const PG_HUGETLB_RESTORE_RESERVE = 1 << 25;
/** hugetlb: a surplus or temporary folio goes back to the page allocator instead of the pool. */
export const PG_HUGETLB_TEMPORARY = 1 << 26;

/** Flags a trace shows under their own name, in the order of enum pageflags as the oracle prints them. */
export const SHOWN_FLAGS: readonly (readonly [number, string])[] = [
  [PG_LOCKED, 'locked'],
  [PG_WRITEBACK, 'writeback'],
  [PG_REFERENCED, 'referenced'],
  [PG_UPTODATE, 'uptodate'],
  [PG_DIRTY, 'dirty'],
  [PG_LRU, 'lru'],
  [PG_ACTIVE, 'active'],
  [PG_WORKINGSET, 'workingset'],
  [PG_RESERVED, 'reserved'],
  [PG_SWAPBACKED, 'swapbacked'],
  [PG_SWAPCACHE, 'swapcache'],
  [PG_PRIVATE, 'private'],
  [PG_RECLAIM, 'reclaim'],
  [PG_MLOCKED, 'mlocked'],
  [PG_UNEVICTABLE, 'unevictable'],
];
