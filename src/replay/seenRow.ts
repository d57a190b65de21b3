/** What a row of the picture shows at one moment, as plain numbers: most are never put into words. */
import type { Machine } from '../sim/machine';
import type { Pte } from '../sim/mm/pte';
import type { Mapping } from './addressRows';
import { entryView, flagNames } from './pageViews';
import type { EntryView, PageView, Row } from './recording';

/** Counts, state and name of the page of a row. */
export interface SeenPage {
  /** Frame of the page, and of the head of its folio. */
  readonly page: number;
  readonly folio: number;
  readonly generation: number;
  readonly alive: boolean;
  readonly label: string;
  readonly order: number;
  readonly refcount: number;
  readonly pincount: number;
  readonly mapcount: number;
  /** As `flagBits` has them. */
  readonly flags: number;
}

export class SeenRow implements Row {
  constructor(
    private readonly machine: Machine,
    readonly where: string,
    /** The entry without what is not shown of it; 0 for none. */
    readonly pte: Pte,
    private readonly level: Mapping['level'],
    readonly seen: SeenPage | null,
    readonly held: number,
  ) {}

  get entry(): EntryView | null {
    return entryView(this.pte, this.level);
  }

  get page(): PageView | null {
    const { seen, machine } = this;
    if (seen === null) return null;
    return {
      label: seen.label,
      order: seen.order,
      refcount: seen.refcount,
      pincount: machine.profile.hasPincount(seen.order) ? seen.pincount : null,
      mapcount: seen.mapcount,
      flags: flagNames(machine, seen.page, seen.flags),
      freed: !seen.alive,
    };
  }
}
