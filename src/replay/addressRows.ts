/** The addresses of a scenario's regions as rows, and what the page tables say of each. */
import { PMD_LEVEL, PTE_LEVEL, PTRS, PUD_LEVEL } from '../sim/mm/pageTables';
import type { Pte } from '../sim/mm/pte';
import { PTE_NO_PAGE, pteLeaf, ptePfn, ptePresent, pteTable } from '../sim/mm/pte';
import type { Region, Session } from '../sim/scenario/session';
import { TouchedChunks } from './touchedChunks';

export interface Mapping {
  /** "p0.buf[3]", "p0.buf[0..511]" where one entry (or none at all) covers a stretch. */
  readonly where: string;
  readonly entry: Pte;
  readonly level: 'pte' | 'pmd' | 'pud';
  /** Frame of the page, 0 for none. */
  readonly page: number;
}

/** A stretch without any page table is one row when it is longer than this. */
const SHORT = 16;

/** The part of a region that one PMD entry covers: one row for each page, the first one for all. */
interface Block {
  readonly proc: string;
  readonly pgd: number;
  readonly name: string;
  /** Page number of its first page, its index in the region, and how many pages. */
  readonly start: number;
  readonly index: number;
  readonly pages: number;
  readonly firstRow: number;
  /** Page tables the last walk went through. */
  tables: readonly number[];
}

export class AddressRows {
  private readonly tables: TouchedChunks;
  private readonly known = new Map<string, Block[]>();
  /** Blocks to look at again when a table is written. */
  private readonly users = new Map<number, Set<Block>>();
  private readonly mappings = new Map<number, Mapping>();

  /** `allot` gives out row numbers, so many in a row. */
  constructor(
    private readonly session: Session,
    private readonly allot: (rows: number) => number,
  ) {
    this.tables = new TouchedChunks(session.machine.tables);
  }

  mapping(row: number): Mapping | null {
    return this.mappings.get(row) ?? null;
  }

  /** The rows whose entry differs from the last look. */
  look(): Set<number> {
    const changed = new Set<number>();
    const blocks = new Set(this.newBlocks(changed));
    for (const table of this.tables.take()) {
      for (const block of this.users.get(table) ?? []) blocks.add(block);
    }
    for (const block of blocks) this.walk(block, changed);
    return changed;
  }

  end(): void {
    this.tables.end();
  }

  /** Blocks of regions that came since the last look; those of processes that are gone are dropped. */
  private newBlocks(changed: Set<number>): Block[] {
    const { machine, state } = this.session;
    const fresh: Block[] = [];
    const live = new Set<string>();
    for (const [proc, { mm }] of machine.world.processes) {
      for (const region of state.regions.get(proc)?.values() ?? []) {
        const key = `${proc} ${String(mm.pgd)} ${region.name} ${String(region.start)}`;
        live.add(key);
        if (this.known.has(key)) continue;
        const blocks = this.split(proc, mm.pgd, region);
        this.known.set(key, blocks);
        fresh.push(...blocks);
      }
    }
    for (const [key, blocks] of this.known) {
      if (live.has(key)) continue;
      this.known.delete(key);
      for (const block of blocks) this.drop(block, changed);
    }
    return fresh;
  }

  private split(proc: string, pgd: number, region: Region): Block[] {
    const firstRow = this.allot(region.pages);
    const blocks: Block[] = [];
    for (let index = 0; index < region.pages;) {
      const start = region.start + index;
      const pages = Math.min(PTRS - (start % PTRS), region.pages - index);
      const row = firstRow + index;
      blocks.push({ proc, pgd, name: region.name, start, index, pages, firstRow: row, tables: [] });
      index += pages;
    }
    return blocks;
  }

  private drop(block: Block, changed: Set<number>): void {
    for (const table of block.tables) this.users.get(table)?.delete(block);
    for (let i = 0; i < block.pages; i++) {
      if (this.mappings.delete(block.firstRow + i)) changed.add(block.firstRow + i);
    }
  }

  private walk(block: Block, changed: Set<number>): void {
    const { tables } = this.session.machine;
    const { pgd, start } = block;
    const way = [pgd];
    for (const level of [PUD_LEVEL, PMD_LEVEL, PTE_LEVEL]) {
      const at = tables.find(pgd, start, level);
      if (at >= 0) way.push(Math.floor(at / PTRS));
    }
    this.follow(block, way);
    const pud = tables.find(pgd, start, PUD_LEVEL);
    const pudEntry = pud < 0 ? 0 : tables.get(pud);
    const pmd = tables.find(pgd, start, PMD_LEVEL);
    const pmdEntry = pmd < 0 ? 0 : tables.get(pmd);
    if (pteLeaf(pudEntry) && ptePresent(pudEntry)) this.whole(block, pudEntry, 'pud', changed);
    else if (pmdEntry !== 0 && !pteTable(pmdEntry)) this.whole(block, pmdEntry, 'pmd', changed);
    else if (pmdEntry === 0 && block.pages > SHORT) this.whole(block, 0, 'pmd', changed);
    else this.single(block, pmdEntry === 0 ? -1 : tables.find(pgd, start, PTE_LEVEL), changed);
  }

  private follow(block: Block, way: readonly number[]): void {
    for (const table of block.tables) this.users.get(table)?.delete(block);
    block.tables = way;
    for (const table of way) {
      const users = this.users.get(table);
      if (users === undefined) this.users.set(table, new Set([block]));
      else users.add(block);
    }
  }

  /** One entry, or no table at all, for the whole block. */
  private whole(block: Block, entry: Pte, level: 'pmd' | 'pud', changed: Set<number>): void {
    const offset = level === 'pud' ? block.start % (PTRS * PTRS) : block.start % PTRS;
    const last = block.index + block.pages - 1;
    const range = block.pages === 1 ? String(last) : `${String(block.index)}..${String(last)}`;
    this.set(
      block.firstRow,
      `${block.proc}.${block.name}[${range}]`,
      entry,
      level,
      offset,
      changed,
    );
    for (let i = 1; i < block.pages; i++) {
      if (this.mappings.delete(block.firstRow + i)) changed.add(block.firstRow + i);
    }
  }

  /** One entry for each page, from position `at` on; -1 for no table. */
  private single(block: Block, at: number, changed: Set<number>): void {
    const { tables } = this.session.machine;
    for (let i = 0; i < block.pages; i++) {
      const entry = at < 0 ? 0 : tables.get(at + i);
      const row = block.firstRow + i;
      const old = this.mappings.get(row);
      if (old?.entry === entry && old.level === 'pte') continue;
      const where = `${block.proc}.${block.name}[${String(block.index + i)}]`;
      this.set(row, where, entry, 'pte', 0, changed);
    }
  }

  private set(
    row: number,
    where: string,
    entry: Pte,
    level: Mapping['level'],
    offset: number,
    changed: Set<number>,
  ): void {
    const old = this.mappings.get(row);
    if (old?.entry === entry && old.level === level && old.where === where) return;
    const page = ptePresent(entry) && (entry & PTE_NO_PAGE) === 0 ? ptePfn(entry) + offset : 0;
    this.mappings.set(row, { where, entry, level, page });
    changed.add(row);
  }
}
