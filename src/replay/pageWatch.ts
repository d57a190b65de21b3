/** Looks at the pages a scenario can see after each step, and says which rows of the picture changed. */
import { ZERO_PFN } from '../sim/machine';
import type { Session } from '../sim/scenario/session';
import type { Pte } from '../sim/mm/pte';
import { PTE_YOUNG } from '../sim/mm/pte';
import type { Mapping } from './addressRows';
import { AddressRows } from './addressRows';
import { entryView, flagBits, flagNames, isAlive, LabelBook } from './pageViews';
import type { PageView, Row, RowChange } from './recording';
import { TouchedChunks } from './touchedChunks';

/** What a row showed last, as plain numbers: comparing them is all that most steps cost. */
interface Seen {
  readonly where: string;
  readonly entry: Pte;
  readonly page: number;
  readonly folio: number;
  readonly generation: number;
  readonly alive: boolean;
  readonly refcount: number;
  readonly pincount: number;
  readonly mapcount: number;
  readonly flags: number;
  readonly held: number;
  readonly row: Row;
}

/** A held folio that may be mapped nowhere: it then has a row of its own. */
interface Loose {
  readonly folio: number;
  readonly generation: number;
  readonly label: string;
}

export class PageWatch {
  private readonly labels: LabelBook;
  private readonly addresses: AddressRows;
  private readonly frames: TouchedChunks;
  private readonly seen = new Map<number, Seen>();
  private readonly rowsOf = new Map<number, Set<number>>();
  private readonly loose = new Map<number, Loose>();
  /** Allocations that have a row in `loose`, frame and generation in one number. */
  private readonly inSight = new Set<number>();
  /** Slots that hold a page, by its frame. */
  private held = new Map<number, number>();
  private nextRow = 0;

  constructor(private readonly session: Session) {
    const { machine } = session;
    this.labels = new LabelBook(machine);
    this.frames = new TouchedChunks(machine.frames);
    this.addresses = new AddressRows(session, (rows) => {
      const first = this.nextRow;
      this.nextRow += rows;
      return first;
    });
  }

  /** The rows that differ from the last look. `handles`: pages may have been handed out or taken back. */
  look(handles: boolean): RowChange[] {
    const suspects = new Set<number>();
    const moved = this.addresses.look();
    for (const row of moved) suspects.add(row);
    const { chunkShift } = this.session.machine.frames;
    for (const chunk of this.frames.take()) {
      const end = (chunk + 1) << chunkShift;
      for (let page = chunk << chunkShift; page < end; page++) {
        for (const row of this.rowsOf.get(page) ?? []) suspects.add(row);
      }
    }
    if (handles) this.lookAtHandles(suspects);
    const changes: RowChange[] = [];
    // Whether a held folio is mapped somewhere is known only when the addresses are settled.
    const loose = new Set<number>();
    const settle = (row: number): void => {
      const before = this.seen.get(row) ?? null;
      const after = this.show(row, before);
      if (after === before) return;
      this.link(row, before, after);
      changes.push({ row, before: before?.row ?? null, after: after?.row ?? null });
      if (before?.folio !== after?.folio) {
        this.addLoose(before?.folio, loose);
        this.addLoose(after?.folio, loose);
      }
    };
    for (const row of suspects) {
      if (this.loose.has(row)) loose.add(row);
      else settle(row);
    }
    for (const row of loose) settle(row);
    return changes.length < 2 ? changes : changes.sort((a, b) => a.row - b.row);
  }

  private addLoose(folio: number | undefined, to: Set<number>): void {
    if (folio === undefined || this.loose.size === 0) return;
    for (const row of this.rowsOf.get(folio) ?? []) if (this.loose.has(row)) to.add(row);
  }

  end(): void {
    this.frames.end();
    this.addresses.end();
  }

  private show(row: number, before: Seen | null): Seen | null {
    const loose = this.loose.get(row);
    if (loose !== undefined) return this.showLoose(loose, before);
    const mapping = this.addresses.mapping(row);
    return mapping === null ? null : this.showMapping(mapping, before);
  }

  private showMapping(mapping: Mapping, before: Seen | null): Seen {
    const { where, entry, level, page } = mapping;
    const { frames } = this.session.machine;
    if (page === 0) {
      const same = before?.where === where && before.entry === entry && before.page === 0;
      const row: Row = { where, entry: entryView(entry, level), page: null, held: 0 };
      return same ? before : { ...EMPTY, where, entry, row };
    }
    return this.compare(before, {
      where,
      entry: entry & ~PTE_YOUNG,
      page,
      generation: frames.generation[frames.folio(page)] ?? 0,
      view: () => entryView(entry, level),
      whole: level !== 'pte',
    });
  }

  private showLoose(loose: Loose, before: Seen | null): Seen | null {
    const { folio, generation, label } = loose;
    const mapped = [...(this.rowsOf.get(folio) ?? [])].some((row) => !this.loose.has(row));
    if (mapped && isAlive(this.session.machine, folio, generation)) return null;
    const what = { entry: 0, page: folio, generation, view: () => null, whole: true };
    return this.compare(before, { ...what, where: label });
  }

  /** The page of a row as it is now; `before` itself where nothing that is shown differs. */
  private compare(
    before: Seen | null,
    what: {
      readonly where: string;
      readonly entry: Pte;
      readonly page: number;
      readonly generation: number;
      readonly view: () => Row['entry'];
      readonly whole: boolean;
    },
  ): Seen {
    const { machine, state } = this.session;
    const { frames } = machine;
    const { where, entry, page, generation } = what;
    const alive = isAlive(machine, page, generation);
    const folio = alive ? frames.folio(page) : page;
    const zero = folio === ZERO_PFN ? state.baseline.zero : 0;
    const refcount = (frames.refcount[folio] ?? 0) - zero;
    const pincount = frames.pincount[folio] ?? 0;
    const mapcount = (frames.mapcount[page] ?? 0) + (frames.entire[folio] ?? 0);
    const flags = alive ? flagBits(machine, page) : 0;
    const held = what.whole ? this.heldOfFolio(folio) : (this.held.get(page) ?? 0);
    if (
      before?.where === where &&
      before.entry === entry &&
      before.page === page &&
      before.folio === folio &&
      before.generation === generation &&
      before.alive === alive &&
      before.held === held &&
      (!alive ||
        (before.refcount === refcount &&
          before.pincount === pincount &&
          before.mapcount === mapcount &&
          before.flags === flags))
    ) {
      return before;
    }
    const order = alive ? (frames.order[folio] ?? 0) : (before?.row.page?.order ?? 0);
    const view: PageView = {
      label: alive ? this.labels.of(page) : (before?.row.page?.label ?? where),
      order,
      refcount,
      pincount: machine.profile.hasPincount(order) ? pincount : null,
      mapcount,
      flags: flagNames(machine, page, flags),
      freed: !alive,
    };
    const row: Row = { where, entry: what.view(), page: view, held };
    return {
      ...{
        where,
        entry,
        page,
        folio,
        generation,
        alive,
        refcount,
        pincount,
        mapcount,
        flags,
        held,
      },
      row,
    };
  }

  /** Keeps `rowsOf` true: rows are found again by their page and by the head of its folio. */
  private link(row: number, before: Seen | null, after: Seen | null): void {
    if (after === null) this.seen.delete(row);
    else this.seen.set(row, after);
    if (this.loose.has(row)) return;
    for (const page of [before?.page ?? 0, before?.folio ?? 0]) this.rowsOf.get(page)?.delete(row);
    for (const page of [after?.page ?? 0, after?.folio ?? 0]) this.findBy(page, row);
  }

  private findBy(page: number, row: number): void {
    if (page === 0) return;
    const rows = this.rowsOf.get(page);
    if (rows === undefined) this.rowsOf.set(page, new Set([row]));
    else rows.add(row);
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
      const folio = this.session.machine.frames.folio(page);
      for (const row of this.rowsOf.get(page) ?? []) suspects.add(row);
      for (const row of this.rowsOf.get(folio) ?? []) suspects.add(row);
    }
    this.held = held;
  }

  /** A page that was held once gets a row of its own for whenever no address shows it. */
  private keepInSight(page: number, generation: number): void {
    const { machine } = this.session;
    const folio = machine.frames.folio(page);
    if (folio === ZERO_PFN || !isAlive(machine, page, generation)) return;
    const current = machine.frames.generation[folio] ?? 0;
    const key = folio * 2 ** 26 + current;
    if (this.inSight.has(key)) return;
    this.inSight.add(key);
    const row = this.nextRow++;
    this.loose.set(row, { folio, generation: current, label: this.labels.of(folio) });
    this.findBy(folio, row);
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

const EMPTY = {
  page: 0,
  folio: 0,
  generation: 0,
  alive: false,
  refcount: 0,
  pincount: 0,
  mapcount: 0,
  flags: 0,
  held: 0,
};
