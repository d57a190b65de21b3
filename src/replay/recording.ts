/**
 * A run of a scenario, kept step by step. Each step carries what it changed, both ways, so that
 * going back or jumping costs no more than the changes in between.
 */

/** A page as it is drawn: the folio's counts and flags, the mapcount of this very page. */
export interface PageView {
  /** "page3" in order of appearance, "zero" for ZERO_PAGE. */
  readonly label: string;
  readonly order: number;
  /** `_refcount` of the folio; of the zero pages the change since the scenario began. */
  readonly refcount: number;
  /** The exact pin count of a large folio; null where pins are counted in the refcount. */
  readonly pincount: number | null;
  readonly mapcount: number;
  readonly flags: readonly string[];
  /** Back at the allocator. */
  readonly freed: boolean;
}

/** A page table entry: the level it stands on and its bits, or what stands there instead of a page. */
export interface EntryView {
  readonly level: string;
  readonly flags: readonly string[];
}

export interface Row {
  /** "p0.buf[3]"; the label of the page for one that is held but mapped nowhere. */
  readonly where: string;
  readonly entry: EntryView | null;
  readonly page: PageView | null;
  /** Slots of the callers' page arrays that still hold this page. */
  readonly held: number;
}

/** A row before and after a step; null where it was not there. */
export interface RowChange {
  readonly row: number;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** A caller's page array: what was taken into it and how much of that is still held. */
export interface HandleView {
  readonly name: string;
  readonly tracking: 'get' | 'pin';
  /** Slots filled, and slots not yet released. */
  readonly taken: number;
  readonly held: number;
  /** Index of the scenario's step that filled it. */
  readonly takenBy: number;
}

export type Counters = Readonly<Record<string, number>>;

/**
 * What a step is: the start or end of a call, a decision inside it, or a function so small that it
 * is one step.
 */
export type StepKind = 'call' | 'decision' | 'leaf' | 'return' | 'blocked';

export interface Step {
  readonly kind: StepKind;
  /** 0 for a step of the scenario; a call's decisions and callees are one deeper than the call. */
  readonly depth: number;
  /** The step of the scenario it is part of. */
  readonly origin: number;
  /** How many kernel steps of it are done, those of other actors not counted. */
  readonly inner: number;
  /** The kernel function, or the operation of the scenario. */
  readonly name: string;
  /** What it decided or returned. */
  readonly say: string;
  readonly rows: readonly RowChange[];
  /** The same object as that of the step before while nothing changed. */
  readonly counters: Counters;
  readonly handles: readonly HandleView[];
  /** What a step of the scenario returned, in its last step: pages or errno. */
  readonly result: string | null;
  /** WARN()s that fired in it. */
  readonly warns: readonly string[];
}

/** A release that did not undo what its acquire did. */
export interface Imbalance {
  /** Index of the scenario's step that released. */
  readonly origin: number;
  /** References and exact pins that stay behind; below zero where more was taken back than given. */
  readonly refs: number;
  readonly pins: number;
  /** Pages it was given that the acquire never filled in, or that were released before. */
  readonly excess: number;
  /** It is for pages of alloc_page(), whatever it did to the counts of these. */
  readonly frees: boolean;
}

export interface Recording {
  readonly kernel: string;
  readonly steps: readonly Step[];
  readonly imbalances: readonly Imbalance[];
}
