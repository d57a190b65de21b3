import type { Machine } from './machine';
import { ZERO_PFN } from './machine';
import { folioNrPages, GUP_PIN_COUNTING_BIAS, isHugeZero } from './memory/folio';
import {
  PG_ALLOCATED,
  PG_ANON_EXCLUSIVE,
  PG_HUGETLB,
  PG_PRIVATE,
  PG_SWAPCACHE,
} from './memory/pageFlags';
import { vmNormalPage } from './mm/normalPage';
import { PGD_LEVEL, PTE_LEVEL, PTRS } from './mm/pageTables';
import { PTE_SPECIAL, pteLeaf, ptePfn, ptePresent, pteTable } from './mm/pte';
import type { Session } from './scenario/session';

/** Pages that something outside the machine holds: handles, by how they were taken. */
export interface Holder {
  readonly page: number;
  readonly kind: 'get' | 'pin';
}

/** What the page tables and the other holders say about every page. */
class Ledger {
  readonly refs = new Map<number, number>();
  readonly pins = new Map<number, number>();
  readonly maps = new Map<number, number>();
  readonly entire = new Map<number, number>();

  constructor(readonly m: Machine) {}

  private static add(to: Map<number, number>, page: number, n: number): void {
    to.set(page, (to.get(page) ?? 0) + n);
  }

  ref(page: number, n: number): void {
    Ledger.add(this.refs, this.m.frames.folio(page), n);
  }

  /** Entries of one table and all below it. */
  table(table: number, level = PGD_LEVEL): void {
    const { tables, frames } = this.m;
    for (let at = table * PTRS; at < (table + 1) * PTRS; at++) {
      const entry = tables.get(at);
      if (pteTable(entry)) this.table(ptePfn(entry), level - 1);
      else if (level > PTE_LEVEL && pteLeaf(entry) && !(entry & PTE_SPECIAL)) {
        const folio = frames.folio(ptePfn(entry));
        if (isHugeZero(this.m, folio)) continue;
        this.ref(folio, 1);
        Ledger.add(this.entire, folio, 1);
      } else if (level === PTE_LEVEL && ptePresent(entry)) {
        const page = vmNormalPage(entry);
        if (page === 0) continue;
        this.ref(page, 1);
        Ledger.add(this.maps, page, 1);
      }
    }
  }

  pin(page: number): void {
    const { m } = this;
    const folio = m.frames.folio(page);
    if (!m.profile.pins.takesReferences || (page === ZERO_PFN && !m.profile.pins.zeroPagePinned))
      return;
    const exact = m.exactPin[m.frames.order[folio]] !== 0;
    this.ref(folio, exact ? 1 : GUP_PIN_COUNTING_BIAS);
    if (exact) Ledger.add(this.pins, folio, 1);
  }
}

function cachesAndBuffers(m: Machine, ledger: Ledger): void {
  const { frames, world } = m;
  for (const mapping of world.mappings.values()) {
    const folios = new Set(
      [...mapping.pages.values()].filter((p) => p > 0).map((p) => frames.folio(p)),
    );
    for (const folio of folios) {
      ledger.ref(folio, m.profile.pageCacheRefs(m, folio));
      if (frames.test(folio, PG_PRIVATE)) ledger.ref(folio, 1);
    }
  }
  for (const page of world.driverPages) ledger.ref(page, 1);
  for (const buffers of world.pipes.values()) for (const { page } of buffers) ledger.ref(page, 1);
}

function checkFolio(m: Machine, ledger: Ledger, folio: number): string | null {
  const { frames } = m;
  const name = `folio ${String(folio)}`;
  const pages = folioNrPages(m, folio);
  if (frames.test(folio, PG_SWAPCACHE)) ledger.ref(folio, pages);
  const refs = ledger.refs.get(folio) ?? 0;
  const pins = ledger.pins.get(folio) ?? 0;
  const entire = ledger.entire.get(folio) ?? 0;
  if (frames.refcount[folio] !== refs)
    return `${name} has refcount ${String(frames.refcount[folio])}, its holders have ${String(refs)}`;
  if (frames.pincount[folio] !== pins)
    return `${name} has pincount ${String(frames.pincount[folio])}, its pins are ${String(pins)}`;
  if (frames.entire[folio] !== entire)
    return `${name} has ${String(frames.entire[folio])} whole mappings, the page tables ${String(entire)}`;
  for (let page = folio; page < folio + pages; page++) {
    const maps = ledger.maps.get(page) ?? 0;
    if (frames.mapcount[page] !== maps)
      return `page ${String(page)} has mapcount ${String(frames.mapcount[page])}, the page tables ${String(maps)}`;
    if (frames.test(page, PG_ANON_EXCLUSIVE) && maps + entire > 1)
      return `page ${String(page)} is exclusive but mapped ${String(maps + entire)} times`;
  }
  if (refs === 0 && !frames.test(folio, PG_HUGETLB)) return `${name} is allocated but nobody's`;
  return null;
}

/**
 * The first broken invariant of a machine, or null: mapcounts equal the page tables, refcounts equal the sum of their
 * holders, pins are never fewer than none, no free page is mapped, an exclusive page has one mapping. Holds between
 * system calls, unless someone released what he did not hold.
 */
export function checkMachine(m: Machine, holders: readonly Holder[]): string | null {
  const { frames, world } = m;
  const ledger = new Ledger(m);
  for (const { mm } of world.processes.values()) ledger.table(mm.pgd);
  cachesAndBuffers(m, ledger);
  for (const { page, kind } of holders) {
    if (kind === 'get') ledger.ref(page, 1);
    else ledger.pin(page);
  }
  for (const [page] of [...ledger.maps, ...ledger.refs])
    if (page !== ZERO_PFN && !frames.test(page, PG_ALLOCATED))
      return `page ${String(page)} is free but someone uses it`;
  for (const { start, wilderness } of world.areas)
    for (let page = start; page < wilderness; page++) {
      if (!frames.test(page, PG_ALLOCATED) || frames.folio(page) !== page) continue;
      if (isHugeZero(m, page)) continue;
      const problem = checkFolio(m, ledger, page);
      if (problem !== null) return problem;
    }
  return null;
}

/** checkMachine() with the handles of a session. */
export function checkInvariants(s: Session): string | null {
  const holders: Holder[] = [];
  for (const handle of s.state.handles.values())
    for (const held of handle.slots)
      if (held !== null) holders.push({ page: held.page, kind: handle.kind });
  for (const [page, n] of s.state.extraRefs)
    for (let i = 0; i < n; i++) holders.push({ page, kind: 'get' });
  return checkMachine(s.machine, holders);
}
