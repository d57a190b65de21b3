import type { VmstatName } from '../world';

/** A trace as FORMAT.md of the oracle describes it. */
export interface Trace {
  readonly scenario: string;
  readonly kernel: string;
  readonly kernel_release: string;
  readonly boot: string;
  readonly complete: boolean;
  readonly steps: readonly TraceStep[];
}

/** What a step answered. */
export interface Outcome {
  readonly rc: number | string;
  /** Byte that was read. */
  readonly value?: number;
  /** `*locked` after a `_remote` call. */
  readonly locked?: number;
  readonly not_inserted?: number;
  readonly offset?: number;
}

/** The state of everything the scenario can see. */
export interface Observation {
  readonly vmstat: Readonly<Record<VmstatName, number>>;
  readonly procs: Readonly<Record<string, { has_pinned: boolean; locked_vm: number }>>;
  readonly vmas: Readonly<Record<string, readonly string[] | null>>;
  readonly ptes: Readonly<Record<string, TracePte | 'no-vma' | null>>;
  readonly handles: Readonly<Record<string, TraceHandle>>;
  readonly pages: Readonly<Record<string, TracePage | 'freed'>>;
}

export interface TraceStep extends Outcome, Observation {
  readonly i: number;
  readonly op: string;
  readonly warns: number;
  readonly warn_at?: readonly { file: string; function: string; text: string }[];
}

export interface TracePte {
  readonly level: 'pte' | 'pmd';
  readonly page?: string;
  readonly flags?: readonly string[];
  readonly nonpresent?: readonly string[];
}

export interface TraceHandle {
  readonly kind: 'get' | 'pin';
  readonly n: number;
  readonly held: number;
  readonly pages: Readonly<Record<string, string>>;
}

export interface TracePage {
  readonly ref: number;
  readonly mapcount: number;
  readonly order: number;
  readonly maybe_pinned: boolean;
  readonly head?: string;
  readonly folio_mapcount?: number;
  readonly entire_mapcount?: number;
  readonly pincount?: number;
  readonly flags: readonly string[];
  readonly byte0: number | null;
  readonly ref_is_delta?: boolean;
}
