import { VMSTAT_NAMES } from '../world';
import type { Trace, TraceHandle, TracePage, TracePte, TraceStep } from './types';

const SEMANTIC_PTE = ['write', 'special', 'protnone'];
const BOOKKEEPING_PTE = ['dirty', 'young'];
const SEMANTIC_FLAGS = [
  'dirty',
  'anon',
  'anon_exclusive',
  'ksm',
  'hugetlb',
  'file',
  'swapcache',
  'mlocked',
  'zone_movable',
  'cma',
  'longterm_pinnable',
];
const BOOKKEEPING_FLAGS = [
  'writeback',
  'uptodate',
  'referenced',
  'active',
  'lru',
  'swapbacked',
  'private',
  'unevictable',
  'workingset',
  'reclaim',
  'locked',
  'reserved',
];
const PAGE_FIELDS = [
  'ref',
  'mapcount',
  'order',
  'folio_mapcount',
  'entire_mapcount',
  'pincount',
  'maybe_pinned',
  'byte0',
] as const;
const STEP_FIELDS = ['rc', 'value', 'locked', 'not_inserted', 'offset'] as const;

export interface Difference {
  readonly step: number;
  readonly what: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface CompareOptions {
  /** Also compare the bookkeeping that follows from reclaim heuristics. */
  readonly strict?: boolean;
}

const isFixed = (label: string): boolean => /^(zero|hugezero(\+\d+)?|no-struct-page)$/.test(label);

/** Compares two traces up to a renaming of page labels. */
class Comparison {
  readonly out: Difference[] = [];
  private readonly toActual = new Map<string, string>();
  private readonly toExpected = new Map<string, string>();
  private step = 0;

  constructor(private readonly strict: boolean) {}

  private differ(what: string, expected: unknown, actual: unknown): void {
    this.out.push({ step: this.step, what, expected, actual });
  }

  private eq(what: string, expected: unknown, actual: unknown): void {
    if (JSON.stringify(expected ?? null) !== JSON.stringify(actual ?? null))
      this.differ(what, expected, actual);
  }

  private label(what: string, e: string | undefined, a: string | undefined): void {
    if (e === undefined || a === undefined || isFixed(e) || isFixed(a)) {
      this.eq(what, e, a);
      return;
    }
    if (!this.toActual.has(e) && !this.toExpected.has(a)) {
      this.toActual.set(e, a);
      this.toExpected.set(a, e);
    } else if (this.toActual.get(e) !== a) {
      this.differ(what, e, `${a} (where ${e} stood for ${this.toActual.get(e) ?? 'nothing'})`);
    }
  }

  private set(
    what: string,
    names: readonly string[],
    e: readonly string[] = [],
    a: readonly string[] = [],
  ): void {
    for (const n of names)
      if (e.includes(n) !== a.includes(n))
        this.differ(`${what} ${n}`, e.includes(n), a.includes(n));
  }

  run(expected: Trace, actual: Trace): void {
    if (actual.steps.length !== expected.steps.length) {
      this.differ('steps', expected.steps.length, actual.steps.length);
      return;
    }
    for (this.step = 0; this.step < expected.steps.length; this.step++)
      this.compareStep(expected.steps[this.step], actual.steps[this.step]);
  }

  private compareStep(e: TraceStep, a: TraceStep): void {
    for (const f of STEP_FIELDS) this.eq(f, e[f], a[f]);
    this.eq('warns', e.warns > 0, a.warns > 0);
    for (const v of VMSTAT_NAMES) this.eq(`vmstat ${v}`, e.vmstat[v], a.vmstat[v]);
    this.eq('processes', Object.keys(e.procs).sort(), Object.keys(a.procs).sort());
    for (const [p, x] of Object.entries(e.procs)) {
      this.eq('has_pinned', x.has_pinned, a.procs[p]?.has_pinned);
      this.eq('locked_vm', x.locked_vm, a.procs[p]?.locked_vm);
    }
    for (const [k, x] of Object.entries(e.ptes)) this.comparePte(x, a.ptes[k]);
    this.eq('handles', Object.keys(e.handles).sort(), Object.keys(a.handles).sort());
    for (const [h, x] of Object.entries(e.handles)) {
      const y = a.handles[h];
      if (y !== undefined) this.compareHandle(x, y);
    }
    this.comparePages(e.pages, a.pages);
  }

  private comparePte(
    x: TracePte | 'no-vma' | null,
    y: TracePte | 'no-vma' | null | undefined,
  ): void {
    if (x === null || typeof x === 'string' || y == null || typeof y === 'string') {
      this.eq('pte presence', x, y);
      return;
    }
    this.eq('pte level', x.level, y.level);
    this.eq('pte nonpresent', x.nonpresent, y.nonpresent);
    this.label('pte page', x.page, y.page);
    const flags = this.strict ? [...SEMANTIC_PTE, ...BOOKKEEPING_PTE] : SEMANTIC_PTE;
    this.set('pte', flags, x.flags, y.flags);
  }

  private compareHandle(x: TraceHandle, y: TraceHandle): void {
    this.eq('handle kind', x.kind, y.kind);
    this.eq('handle n', x.n, y.n);
    this.eq('handle held', x.held, y.held);
    this.eq('handle slots', Object.keys(x.pages), Object.keys(y.pages));
    for (const [slot, label] of Object.entries(x.pages))
      this.label('handle page', label, y.pages[slot]);
  }

  private comparePages(e: TraceStep['pages'], a: TraceStep['pages']): void {
    const seen = new Set<string>();
    for (const [l, x] of Object.entries(e)) {
      const renamed = this.toActual.get(l) ?? (this.toExpected.has(l) ? undefined : l);
      const al = isFixed(l) ? l : renamed;
      const y = al === undefined ? undefined : a[al];
      if (al === undefined || y === undefined) {
        this.differ('page missing', l, al);
        continue;
      }
      seen.add(al);
      if (!isFixed(l)) this.label('page label', l, al);
      if (x === 'freed' || y === 'freed') this.eq('page freed', x === 'freed', y === 'freed');
      else this.comparePage(x, y);
    }
    for (const al of Object.keys(a)) if (!seen.has(al)) this.differ('page extra', undefined, al);
  }

  private comparePage(x: TracePage, y: TracePage): void {
    if (x.head !== undefined || y.head !== undefined) this.label('page head', x.head, y.head);
    for (const f of PAGE_FIELDS) this.eq(`page ${f}`, x[f], y[f]);
    const flags = this.strict ? [...SEMANTIC_FLAGS, ...BOOKKEEPING_FLAGS] : SEMANTIC_FLAGS;
    this.set('page flag', flags, x.flags, y.flags);
  }
}

/**
 * Differences between a recorded trace and a simulated one, by the rules of the oracle's compare.mjs; empty when they
 * agree.
 */
export function compareTraces(
  expected: Trace,
  actual: Trace,
  options: CompareOptions = {},
): Difference[] {
  const comparison = new Comparison(options.strict ?? false);
  comparison.run(expected, actual);
  return comparison.out;
}
