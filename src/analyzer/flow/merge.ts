import { Linear } from './linear';
import { read } from './memory';
import type { Hold } from './holds';
import type { State } from './state';

/**
 * Merges states that hold the same pages: what differs otherwise is forgotten, except for its sign.
 * `lossy` marks the result as approximate: the analysis had to stop telling paths apart.
 */
export function mergeStates(states: readonly State[], where: string, lossy: boolean): State[] {
  const groups = new Map<string, State[]>();
  for (const state of states) {
    const key = ownershipSignature(state);
    const known = groups.get(key);
    if (known) known.push(state);
    else groups.set(key, [state]);
  }
  return [...groups.values()].map((group) => {
    const merged = group.reduce((a, b) => mergeTwo(a, b, where));
    if (lossy && group.length > 1) merged.approximate = true;
    return merged;
  });
}

function ownershipSignature(state: State): string {
  const parts = [
    ...state.holds.map(holdSignature),
    state.failed.map((f) => f.result.key).join(),
    [...state.occurrences].join(),
    [...state.freed].sort().join(),
    [...state.escaped].sort().join(),
    [...state.locks].map(([k, v]) => `${k}=${typeof v === 'object' ? v.flag.key : v}`).join(),
    [...state.zeroed].sort().join(),
    [...state.disturbed].sort().join(),
  ];
  return parts.join('|');
}

function holdSignature(hold: Hold): string {
  return [
    hold.id,
    hold.outcome,
    hold.assumed,
    hold.dirtied,
    hold.held.map((r) => `${r.from.key}..${r.to.key}`).join(),
    hold.released.map((r) => `${r.from.key}..${r.to.key}@${r.by.node.start}`).join(),
    hold.handovers.map((h) => h.to).join(),
  ].join('/');
}

function mergeTwo(a: State, b: State, where: string): State {
  const merged = a.clone();
  const cells = merged.ownCells();
  for (const [key, { place }] of new Map([...a.cells, ...b.cells])) {
    const x = read(a, place);
    const y = read(b, place);
    if (x.equals(y)) {
      cells.set(key, { place, value: x });
      continue;
    }
    const either = merged.symbols.once(`either ${where} ${key} ${a.epoch}`, () =>
      merged.symbols.make(place.key, { kind: 'unknown' }, place.type),
    );
    cells.set(key, { place, value: either });
  }
  const differing = [...cells.values()].filter(({ place }) => !read(a, place).equals(read(b, place)));
  merged.facts.intersect(b.facts);
  for (const { place, value } of differing) keepSign(merged, value, [a, read(a, place)], [b, read(b, place)]);
  if (depth(b) < depth(a)) merged.trace = b.trace;
  merged.approximate = a.approximate || b.approximate;
  return merged;
}

function keepSign(merged: State, value: Linear, ...sides: readonly (readonly [State, Linear])[]): void {
  const signs: readonly ((v: Linear) => Linear)[] = [
    (v) => v.add(1),
    (v) => v.times(-1).add(1),
    (v) => v,
    (v) => v.times(-1),
  ];
  for (const sign of signs)
    if (sides.every(([state, v]) => state.facts.provesAtMostZero(sign(v))))
      merged.facts.addAtMostZero(sign(value));
}

function depth(state: State): number {
  let n = 0;
  for (let step = state.trace; step !== null; step = step.before) n++;
  return n;
}
