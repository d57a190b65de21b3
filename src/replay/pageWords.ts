/** Counts, entries and flags of pages in words: the text twin of what the panel draws. */
import type { EntryView, PageView, Row, RowChange } from './recording';
import { plural } from './words';

/** References one FOLL_PIN adds to an order-0 page (include/linux/mm.h, since 5.7). */
export const GUP_PIN_COUNTING_BIAS = 1024;

/** The refcount word taken apart: pins of 1024 and plain references in it, and the exact pincount. */
export interface CountParts {
  readonly pins: number;
  readonly refs: number;
  readonly exact: boolean;
}

/** A negative count cannot be taken apart: it is all plain references. */
export function countParts(page: PageView): CountParts {
  if (page.pincount !== null) return { pins: page.pincount, refs: page.refcount, exact: true };
  if (page.refcount < 0) return { pins: 0, refs: page.refcount, exact: false };
  return {
    pins: Math.floor(page.refcount / GUP_PIN_COUNTING_BIAS),
    refs: page.refcount % GUP_PIN_COUNTING_BIAS,
    exact: false,
  };
}

/** "1025 = 1 × 1024 + 1", "refcount 5, pincount 4" of a large folio, "freed". */
export function countWords(page: PageView): string {
  if (page.freed) return 'freed';
  const { pins, refs, exact } = countParts(page);
  if (exact) return `${String(refs)}, pincount ${String(pins)}`;
  if (pins === 0) return String(page.refcount);
  return `${String(page.refcount)} = ${String(pins)} × 1024 + ${String(refs)}`;
}

export function entryWords(entry: EntryView | null): string {
  if (entry === null) return 'not mapped';
  return [entry.level, ...entry.flags].join(' ');
}

const KIB = 4;

/** "page1", with the size of a large folio: "page1 2 MiB". */
export function pageWords(page: PageView): string {
  if (page.order === 0) return page.label;
  const kib = KIB << page.order;
  return `${page.label} ${kib >= 1024 ? `${String(kib / 1024)} MiB` : `${String(kib)} KiB`}`;
}

/** The flags that matter to whoever holds a page; all of them stay in `PageView.flags`. */
const TELLING: ReadonlyMap<string, string> = new Map([
  ['dirty', 'dirty'],
  ['anon_exclusive', 'exclusive'],
  ['writeback', 'writeback'],
  ['locked', 'locked'],
  ['swapcache', 'swapcache'],
  ['mlocked', 'mlocked'],
  ['cma', 'CMA'],
  ['zone_movable', 'movable'],
]);

export function flagWords(page: PageView): string {
  return page.flags.flatMap((flag) => TELLING.get(flag) ?? []).join(' ');
}

/** Everything about a row in one line, as a screen reader hears it and a mail would say it. */
export function rowWords(row: Row): string {
  const parts = [`${row.where}: ${entryWords(row.entry)}`];
  if (row.page !== null) {
    parts.push(pageWords(row.page));
    parts.push(row.page.freed ? 'freed' : `refcount ${countWords(row.page)}`);
    if (!row.page.freed) parts.push(`mapcount ${String(row.page.mapcount)}`);
    const flags = flagWords(row.page);
    if (flags !== '') parts.push(flags);
  }
  if (row.held > 0) parts.push(`held by ${plural(row.held, 'slot')}`);
  return parts.join(', ');
}

/** The columns of a row that a step may change. */
export const COLUMNS = ['entry', 'page', 'count', 'mapcount', 'flags', 'held'] as const;
export type Column = (typeof COLUMNS)[number];

export function columnWords(row: Row | null, column: Column): string {
  if (row === null) return '';
  if (column === 'entry') return entryWords(row.entry);
  if (column === 'held') return row.held === 0 ? '' : String(row.held);
  if (row.page === null) return '';
  switch (column) {
    case 'page':
      return pageWords(row.page);
    case 'count':
      return countWords(row.page);
    case 'mapcount':
      return row.page.freed ? '' : String(row.page.mapcount);
    case 'flags':
      return row.page.freed ? '' : flagWords(row.page);
  }
}

const NAMES: Readonly<Record<Column, string>> = {
  entry: 'entry',
  page: 'page',
  count: 'refcount',
  mapcount: 'mapcount',
  flags: 'flags',
  held: 'held',
};

/** The columns whose words differ, with the words before. */
export function changedColumns(change: RowChange): ReadonlyMap<Column, string> {
  return new Map(
    COLUMNS.flatMap((column): [Column, string][] => {
      const before = columnWords(change.before, column);
      return before === columnWords(change.after, column) ? [] : [[column, before]];
    }),
  );
}

/** "p0.buf[0]: refcount 1 → 1025 = 1 × 1024 + 1". */
export function changeWords(change: RowChange): string {
  const where = (change.after ?? change.before)?.where ?? '';
  const columns = [...changedColumns(change)].map(
    ([column, before]) =>
      `${NAMES[column]} ${before || 'none'} → ${columnWords(change.after, column) || 'none'}`,
  );
  return columns.length === 0 ? '' : `${where}: ${columns.join(', ')}`;
}
