/** Machine state as the panel shows it: labels of pages, entries, the flags that tell something. */
import type { Machine } from '../sim/machine';
import { ZERO_PFN } from '../sim/machine';
import { inCma, inZoneMovable } from '../sim/memory/buddy';
import {
  PG_ALLOCATED,
  PG_ANON_EXCLUSIVE,
  PG_DIRTY,
  PG_LOCKED,
  PG_MLOCKED,
  PG_SWAPCACHE,
  PG_WRITEBACK,
} from '../sim/memory/pageFlags';
import type { Pte } from '../sim/mm/pte';
import {
  KIND_MIGRATION,
  KIND_SWAP,
  pteDirty,
  ptePresent,
  pteProtnone,
  pteSpecial,
  pteWrite,
  swapKind,
} from '../sim/mm/pte';
import { pageAnonExclusive } from '../sim/mm/rmap';
import type { EntryView } from './recording';

const FOLIO_FLAGS: readonly (readonly [number, string])[] = [
  [PG_DIRTY, 'dirty'],
  [PG_WRITEBACK, 'writeback'],
  [PG_LOCKED, 'locked'],
  [PG_SWAPCACHE, 'swapcache'],
  [PG_MLOCKED, 'mlocked'],
];
const SHOWN = FOLIO_FLAGS.reduce((bits, [bit]) => bits | bit, 0);

/** The shown flags of a page in one number, to see whether they changed. */
export function flagBits(machine: Machine, page: number): number {
  const { frames } = machine;
  const bits = (frames.flags[frames.folio(page)] ?? 0) & SHOWN;
  return pageAnonExclusive(machine, page) ? bits | PG_ANON_EXCLUSIVE : bits;
}

export function flagNames(machine: Machine, page: number, bits: number): string[] {
  const names = FOLIO_FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
  if ((bits & PG_ANON_EXCLUSIVE) !== 0) names.push('anon_exclusive');
  if (inCma(machine, page)) names.push('cma');
  else if (inZoneMovable(machine, page)) names.push('zone_movable');
  return names;
}

/** The frame still carries the allocation it carried as `generation`. */
export function isAlive(machine: Machine, page: number, generation: number): boolean {
  const { frames } = machine;
  return frames.generation[page] === generation && frames.test(page, PG_ALLOCATED);
}

export function entryView(entry: Pte, level: string): EntryView | null {
  if (entry === 0) return null;
  if (!ptePresent(entry)) {
    const kind = swapKind(entry);
    const name =
      kind === KIND_SWAP
        ? 'swap entry'
        : kind === KIND_MIGRATION
          ? 'migration entry'
          : 'not present';
    return { level, flags: [name] };
  }
  const flags = [
    pteWrite(entry) ? 'write' : 'read-only',
    ...(pteDirty(entry) ? ['dirty'] : []),
    ...(pteSpecial(entry) ? ['special'] : []),
    ...(pteProtnone(entry) ? ['protnone'] : []),
  ];
  return { level, flags };
}

/** Frame and generation, which name one allocation, in one number. */
export function allocationKey(frame: number, generation: number): number {
  return frame * 2 ** 26 + generation;
}

/** Names of pages: one for each allocation of a frame, in order of appearance. */
export class LabelBook {
  private readonly labels = new Map<number, string>();

  constructor(private readonly machine: Machine) {}

  of(page: number): string {
    const { frames, world } = this.machine;
    const folio = frames.folio(page);
    const tail = page === folio ? '' : `+${String(page - folio)}`;
    if (folio === ZERO_PFN) return 'zero';
    if (folio === world.hugeZero) return `hugezero${tail}`;
    const key = allocationKey(folio, frames.generation[folio] ?? 0);
    const known = this.labels.get(key);
    const label = known ?? `page${String(this.labels.size + 1)}`;
    if (known === undefined) this.labels.set(key, label);
    return `${label}${tail}`;
  }
}
