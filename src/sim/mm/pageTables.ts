import { ChunkedStore, longerUint32 } from '../memory/chunked';
import type { Column } from '../memory/chunked';
import { makePte, PTE_PRESENT, PTE_TABLE, pteTable, ptePfn } from './pte';
import type { Pte } from './pte';

export const PTRS = 512;
/** Levels by the size of what one entry covers, in bits of the page number. */
export const PTE_LEVEL = 0;
export const PMD_LEVEL = 1;
export const PUD_LEVEL = 2;
export const PGD_LEVEL = 3;
/** Pages one entry of a level covers. */
export const pagesOf = (level: number): number => 512 ** level;
/** Largest page number of user space + 1: 47 bits of address (TASK_SIZE_MAX is one page less). */
export const USER_PAGES = 2 ** 35;

const BITS = 9;
/** Tables that a machine has room for from the start. */
const FIRST_TABLES = 64;

/**
 * All page tables of a machine: four levels of 512 entries (p4d folded), side by side in one column. A pointer to an
 * entry (`pte_t *`) is its position in `entries`; NULL is -1.
 */
export class PageTables extends ChunkedStore {
  entries: Uint32Array = new Uint32Array(0);
  private used = 1;
  private freeList: number[] = [];

  constructor() {
    super(BITS);
    this.grow(FIRST_TABLES);
  }

  protected override columns(): readonly Column[] {
    return [this.entries];
  }

  protected override lengthen(length: number): void {
    this.entries = longerUint32(this.entries, length);
  }

  /** The bookkeeping beside the entries, for snapshots. */
  bookkeeping(): { used: number; freeList: readonly number[] } {
    return { used: this.used, freeList: this.freeList.slice() };
  }

  restoreBookkeeping(saved: { used: number; freeList: readonly number[] }): void {
    this.used = saved.used;
    this.freeList = saved.freeList.slice();
  }

  allocTable(): number {
    const recycled = this.freeList.pop();
    if (recycled !== undefined) return recycled;
    const id = this.used++;
    const room = this.entries.length / PTRS;
    if (id >= room) this.grow(room * 2);
    return id;
  }

  freeTable(id: number): void {
    this.entries.fill(0, id * PTRS, (id + 1) * PTRS);
    this.dirty[id] = 1;
    this.freeList.push(id);
  }

  get(at: number): Pte {
    return this.entries[at];
  }

  set(at: number, pte: Pte): void {
    this.entries[at] = pte;
    this.dirty[at >> BITS] = 1;
  }

  /** Position of the entry for `page` in a table of the given level. */
  at(table: number, level: number, page: number): number {
    return table * PTRS + (Math.floor(page / 512 ** level) & (PTRS - 1));
  }

  /**
   * Position of the entry of `level` that covers `page`, or -1 where no table reaches that far down. A leaf above
   * `level` also ends the walk with -1.
   */
  find(root: number, page: number, level: number): number {
    if (page < 0 || page >= USER_PAGES) return -1;
    let table = root;
    for (let l = PGD_LEVEL; l > level; l--) {
      const entry = this.entries[this.at(table, l, page)];
      if (!pteTable(entry)) return -1;
      table = ptePfn(entry);
    }
    return this.at(table, level, page);
  }

  /** As `find`, but makes the missing tables (p4d_alloc, pud_alloc, pmd_alloc, pte_alloc). */
  alloc(root: number, page: number, level: number): number {
    let table = root;
    for (let l = PGD_LEVEL; l > level; l--) {
      const at = this.at(table, l, page);
      const entry = this.entries[at];
      if (pteTable(entry)) table = ptePfn(entry);
      else if (entry === 0) table = this.install(at);
      else return -1;
    }
    return this.at(table, level, page);
  }

  /** Puts a new empty table under the entry at `at`. */
  install(at: number): number {
    const id = this.allocTable();
    this.set(at, makePte(id, PTE_PRESENT | PTE_TABLE));
    return id;
  }

  /** Frees an address space's tables, from the root down. The leaves must be gone. */
  freeTree(table: number, level = PGD_LEVEL): void {
    if (level > PTE_LEVEL)
      for (let i = table * PTRS; i < (table + 1) * PTRS; i++) {
        const entry = this.entries[i];
        if (pteTable(entry)) this.freeTree(ptePfn(entry), level - 1);
      }
    this.freeTable(table);
  }
}
