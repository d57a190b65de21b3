/** Looks at the pages a scenario can see after each step, and says which rows of the picture changed. */
import { ZERO_PFN } from '../sim/machine';
import type { Session } from '../sim/scenario/session';
import { PTE_YOUNG } from '../sim/mm/pte';
import type { Mapping } from './addressRows';
import { AddressRows } from './addressRows';
import { ChangedFrames } from './changedFrames';
import { allocationKey, flagBits, isAlive, LabelBook } from './pageViews';
import type { RowChange } from './recording';
import { RowIndex } from './rowIndex';
import type { SeenPage } from './seenRow';
import { SeenRow } from './seenRow';

/** A held folio that may be mapped nowhere: it then has a row of its own. */
interface Loose {
  readonly folio: number;
  readonly generation: number;
  readonly label: string;
}

export class PageWatch {
  private readonly labels: LabelBook;
  private readonly addresses: AddressRows;
  private readonly frames: ChangedFrames;
  private readonly seen = new Map<number, SeenRow>();
  private readonly rowsOf = new RowIndex();
  private readonly loose = new Map<number, Loose>();
  /** Allocations that have a row in `loose`. */
  private readonly inSight = new Set<number>();
  /** Slots that hold a page, by its frame. */
  private held = new Map<number, number>();
  private nextRow = 0;

  constructor(private readonly session: Session) {
    const { machine } = session;
    this.labels = new LabelBook(machine);
    this.frames = new ChangedFrames(machine.frames);
    this.addresses = new AddressRows(session, (rows) => {
      const first = this.nextRow;
      this.nextRow += rows;
      return first;
    });
  }

  /** The rows that differ from the last look. `handles`: pages may have been handed out or taken back. */
  look(handles: boolean): readonly RowChange[] {
    const suspects = this.addresses.look();
    const suspect = (row: number): unknown => suspects.add(row);
    this.frames.take((frame) => {
      this.rowsOf.forEach(frame, suspect);
    });
    if (handles) this.lookAtHandles(suspects);
    if (suspects.size === 0) return NO_CHANGE;
    const changes: RowChange[] = [];
    // Whether a held folio is mapped somewhere is known only when the addresses are settled.
    const loose = new Set<number>();
    for (const row of suspects) {
      if (this.loose.has(row)) loose.add(row);
      else this.settle(row, changes, loose);
    }
    for (const row of loose) this.settle(row, changes, loose);
    return changes.length < 2 ? changes : changes.sort((a, b) => a.row - b.row);
  }

  private settle(row: number, changes: RowChange[], loose: Set<number>): void {
    const before = this.seen.get(row) ?? null;
    const after = this.show(row, before);
    if (after === before) return;
    this.link(row, before, after);
    changes.push({ row, before, after });
    const [left, entered] = [before?.seen?.folio, after?.seen?.folio];
    if (left === entered) return;
    this.addLoose(left, loose);
    this.addLoose(entered, loose);
  }

  private addLoose(folio: number | undefined, to: Set<number>): void {
    if (folio === undefined || this.loose.size === 0) return;
    this.rowsOf.forEach(folio, (row) => {
      if (this.loose.has(row)) to.add(row);
    });
  }

  end(): void {
    this.frames.end();
    this.addresses.end();
  }

  private show(row: number, before: SeenRow | null): SeenRow | null {
    const loose = this.loose.get(row);
    if (loose !== undefined) return this.showLoose(loose, before);
    const mapping = this.addresses.mapping(row);
    return mapping === null ? null : this.showMapping(mapping, before);
  }

  private showMapping(mapping: Mapping, before: SeenRow | null): SeenRow {
    const { machine } = this.session;
    const { where, entry, level, page } = mapping;
    if (page === 0) {
      const same = before?.where === where && before.pte === entry && before.seen === null;
      return same ? before : new SeenRow(machine, where, entry, level, null, 0);
    }
    const shown = { where, entry: entry & ~PTE_YOUNG, level };
    return this.compare(before, shown, page, machine.frames.generation[machine.frames.folio(page)]);
  }

  private showLoose(loose: Loose, before: SeenRow | null): SeenRow | null {
    const { folio, generation, label } = loose;
    let mapped = false;
    this.rowsOf.forEach(folio, (row) => {
      mapped ||= !this.loose.has(row);
    });
    if (mapped && isAlive(this.session.machine, folio, generation)) return null;
    return this.compare(before, { where: label, entry: 0, level: 'pmd' }, folio, generation);
  }

  /** The page of a row as it is now; `before` itself where nothing that is shown differs. */
  private compare(
    before: SeenRow | null,
    { where, entry, level }: Pick<Mapping, 'where' | 'entry' | 'level'>,
    page: number,
    generation = 0,
  ): SeenRow {
    const { machine } = this.session;
    const alive = isAlive(machine, page, generation);
    const folio = alive ? machine.frames.folio(page) : page;
    const held = level === 'pte' ? (this.held.get(page) ?? 0) : this.heldOfFolio(folio);
    const old = before?.seen ?? null;
    const same =
      old?.page === page &&
      old.folio === folio &&
      old.generation === generation &&
      old.alive === alive &&
      (!alive || this.countsAre(old));
    if (same && before?.where === where && before.pte === entry && before.held === held) {
      return before;
    }
    const seen = same ? old : this.seenPage({ page, folio, generation, alive }, old, where);
    return new SeenRow(machine, where, entry, level, seen, held);
  }

  /** References of a folio that the scenario can have to do with: the zero page has others besides. */
  private refcountOf(folio: number): number {
    const { machine, state } = this.session;
    const zero = folio === ZERO_PFN ? state.baseline.zero : 0;
    return (machine.frames.refcount[folio] ?? 0) - zero;
  }

  private mapcountOf(page: number, folio: number): number {
    const { frames } = this.session.machine;
    return (frames.mapcount[page] ?? 0) + (frames.entire[folio] ?? 0);
  }

  private countsAre({ page, folio, refcount, pincount, mapcount, flags }: SeenPage): boolean {
    const { machine } = this.session;
    return (
      refcount === this.refcountOf(folio) &&
      pincount === (machine.frames.pincount[folio] ?? 0) &&
      mapcount === this.mapcountOf(page, folio) &&
      flags === flagBits(machine, page)
    );
  }

  /** A page that is gone keeps its name and size. */
  private seenPage(
    which: Pick<SeenPage, 'page' | 'folio' | 'generation' | 'alive'>,
    old: SeenPage | null,
    where: string,
  ): SeenPage {
    const { machine } = this.session;
    const { frames } = machine;
    const { page, folio, generation, alive } = which;
    return {
      page,
      folio,
      generation,
      alive,
      label: alive ? this.labels.of(page) : (old?.label ?? where),
      order: alive ? (frames.order[folio] ?? 0) : (old?.order ?? 0),
      refcount: this.refcountOf(folio),
      pincount: frames.pincount[folio] ?? 0,
      mapcount: this.mapcountOf(page, folio),
      flags: alive ? flagBits(machine, page) : 0,
    };
  }

  /** Keeps `rowsOf` true: rows are found again by their page and by the head of its folio. */
  private link(row: number, before: SeenRow | null, after: SeenRow | null): void {
    if (after === null) this.seen.delete(row);
    else this.seen.set(row, after);
    if (this.loose.has(row)) return;
    const [old, now] = [before?.seen, after?.seen];
    if (old?.page === now?.page && old?.folio === now?.folio) return;
    if (old != null) {
      this.rowsOf.delete(old.page, row);
      this.rowsOf.delete(old.folio, row);
    }
    if (now != null) {
      this.rowsOf.add(now.page, row);
      this.rowsOf.add(now.folio, row);
    }
  }

  private lookAtHandles(suspects: Set<number>): void {
    const held = new Map<number, number>();
    for (const handle of this.session.state.handles.values()) {
      for (const slot of handle.slots) {
        if (slot === null) continue;
        held.set(slot.page, (held.get(slot.page) ?? 0) + 1);
        this.keepInSight(slot.page, slot.generation);
      }
    }
    for (const page of new Set([...this.held.keys(), ...held.keys()])) {
      if (this.held.get(page) === held.get(page)) continue;
      const suspect = (row: number): unknown => suspects.add(row);
      this.rowsOf.forEach(page, suspect);
      this.rowsOf.forEach(this.session.machine.frames.folio(page), suspect);
    }
    this.held = held;
  }

  /** A page that was held once gets a row of its own for whenever no address shows it. */
  private keepInSight(page: number, generation: number): void {
    const { machine } = this.session;
    const folio = machine.frames.folio(page);
    if (folio === ZERO_PFN || !isAlive(machine, page, generation)) return;
    const current = machine.frames.generation[folio] ?? 0;
    const key = allocationKey(folio, current);
    if (this.inSight.has(key)) return;
    this.inSight.add(key);
    const row = this.nextRow++;
    this.loose.set(row, { folio, generation: current, label: this.labels.of(folio) });
    this.rowsOf.add(folio, row);
  }

  private heldOfFolio(folio: number): number {
    if (this.held.size === 0) return 0;
    const { frames } = this.session.machine;
    let sum = 0;
    const end = folio + 2 ** (frames.order[folio] ?? 0);
    for (let page = folio; page < end; page++) sum += this.held.get(page) ?? 0;
    return sum;
  }
}

const NO_CHANGE: readonly RowChange[] = [];
