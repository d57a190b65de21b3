/**
 * Page table entries in one 32-bit word: the frame number (22 bits, so memory up to 16 GiB) over ten bits of flags.
 * A present entry and one that is not present use the low bits differently, as on real hardware.
 */
export const PTE_PRESENT = 1 << 0;
export const PTE_WRITE = 1 << 1;
export const PTE_YOUNG = 1 << 2;
export const PTE_DIRTY = 1 << 3;
export const PTE_SPECIAL = 1 << 4;
export const PTE_PROTNONE = 1 << 5;
/** A leaf above the lowest level: pmd_leaf() or pud_leaf(). */
export const PTE_LEAF = 1 << 6;
export const PTE_DEVMAP = 1 << 7;
/** Points to a lower table; the value is a table number instead of a frame number. */
export const PTE_TABLE = 1 << 8;
/** A directory whose entries are huge pages (is_hugepd()): a table below an entry that looks special. */
export const PTE_HUGEPD = PTE_TABLE | PTE_SPECIAL;
/** The frame has no struct page (memory of a device). */
export const PTE_NO_PAGE = 1 << 9;

export const PFN_SHIFT = 10;

/** An entry of the tables; 0 is pte_none(). */
export type Pte = number;

export const makePte = (pfn: number, flags: number): Pte => ((pfn << PFN_SHIFT) | flags) >>> 0;
/** pte_advance_pfn(): the same entry for the page `n` pages further on. */
export const pteAdvancePfn = (pte: Pte, n: number): Pte => (pte + n * 2 ** PFN_SHIFT) >>> 0;
export const ptePfn = (pte: Pte): number => pte >>> PFN_SHIFT;
export const ptePresent = (pte: Pte): boolean => (pte & PTE_PRESENT) !== 0;
export const pteWrite = (pte: Pte): boolean => (pte & PTE_WRITE) !== 0;
export const pteDirty = (pte: Pte): boolean => (pte & PTE_DIRTY) !== 0;
export const pteYoung = (pte: Pte): boolean => (pte & PTE_YOUNG) !== 0;
export const pteSpecial = (pte: Pte): boolean => (pte & PTE_SPECIAL) !== 0;
export const pteProtnone = (pte: Pte): boolean => (pte & PTE_PROTNONE) !== 0;
/** pmd_leaf(), pmd_trans_huge() or pmd_huge(): maps memory itself. */
export const pteLeaf = (pte: Pte): boolean => (pte & PTE_LEAF) !== 0;
export const pteTable = (pte: Pte): boolean => (pte & PTE_TABLE) !== 0;
export const isHugepd = (pte: Pte): boolean => (pte & PTE_HUGEPD) === PTE_HUGEPD;

export const withFlags = (pte: Pte, flags: number): Pte => (pte | flags) >>> 0;
export const withoutFlags = (pte: Pte, flags: number): Pte => (pte & ~flags) >>> 0;

/** pte_access_permitted(): hardware would let user space read (or write) through this entry. */
export const pteAccessPermitted = (pte: Pte, write: boolean): boolean =>
  (pte & (PTE_PRESENT | PTE_PROTNONE)) === PTE_PRESENT && (!write || (pte & PTE_WRITE) !== 0);

/** What survives pte_modify() (_PAGE_CHG_MASK): everything but the permissions. */
const KEPT_BY_MODIFY = ~(PTE_WRITE | PTE_PROTNONE | PTE_YOUNG);

/** pte_modify(): new permissions, same page, accessed and dirty bits kept. */
export const pteModify = (pte: Pte, prot: number): Pte =>
  ((pte & KEPT_BY_MODIFY) | (pte & PTE_YOUNG) | (prot & (PTE_WRITE | PTE_PROTNONE))) >>> 0;

/* Entries that are not present: swap entries, with the kernel's flavours. */

const KIND_SHIFT = 1;
const KIND_MASK = 3 << KIND_SHIFT;
/** A page in swap; the value is the swap slot. */
export const KIND_SWAP = 1;
/** A page under migration; the value is its frame number. */
export const KIND_MIGRATION = 2;
/** pte_swp_exclusive(), or a readable-exclusive migration entry. */
export const SWP_EXCLUSIVE = 1 << 3;
/** Writable migration entry. */
export const SWP_WRITE = 1 << 4;
/** A migration entry remembers the accessed and dirty bits (6.1 and later). */
export const SWP_YOUNG = 1 << 5;
export const SWP_DIRTY = 1 << 6;

export const makeSwapPte = (kind: number, value: number, flags = 0): Pte =>
  ((value << PFN_SHIFT) | (kind << KIND_SHIFT) | flags) >>> 0;
/** 0 for a present or empty entry. */
export const swapKind = (pte: Pte): number =>
  ptePresent(pte) ? 0 : (pte & KIND_MASK) >> KIND_SHIFT;
export const swapValue = (pte: Pte): number => pte >>> PFN_SHIFT;
export const isMigrationPte = (pte: Pte): boolean => swapKind(pte) === KIND_MIGRATION;
export const isSwapPte = (pte: Pte): boolean => swapKind(pte) === KIND_SWAP;
