import { Linear, type Sym } from './linear';
import { read } from './memory';
import { holdFilter, holdsOf } from './models/pages';
import type { Hold } from './holds';
import type { Place } from './places';
import type { Cell, State } from './state';
import type { Origin, Symbols } from './symbols';

/** How many states with the same holds are kept apart, before and after an acquire. */
export interface MergeLimit {
  readonly early: number;
  readonly late: number;
}

export const MERGE_ALL: MergeLimit = { early: 1, late: 1 };

/**
 * Merges states that hold the same pages: what differs otherwise is forgotten, except for its sign.
 * `lossy` marks the result as approximate: the analysis had to stop telling paths apart.
 */
export function mergeStates(
  states: readonly State[],
  where: string,
  limit: MergeLimit,
  lossy: boolean,
): State[] {
  const groups = new Map<string, State[]>();
  for (const state of states) {
    const key = ownershipSignature(state);
    const known = groups.get(key);
    if (known) known.push(state);
    else groups.set(key, [state]);
  }
  return [...groups.values()].flatMap((group) => {
    // Before the first acquire nothing depends on how a path came about.
    const early = group[0].holds.length === 0 && group[0].failed.length === 0;
    if (group.length <= (early ? limit.early : limit.late)) return group;
    const merged = group.reduce((a, b) => mergeTwo(a, b, where));
    if (lossy) merged.approximate = true;
    return [merged];
  });
}

/** Equal for states in which the same pages are held, by the same, and may be given back by the same. */
function ownershipSignature(state: State): string {
  const parts = [
    ...state.holds.map(holdSignature),
    state.failed.map((f) => f.result.key).join(),
    keepersSignature(state),
    signsSignature(state),
    freedArrays(state),
    [...state.flags].join(),
    [...state.locks].map(([k, v]) => `${k}=${typeof v === 'object' ? v.flag.key : v}`).join(),
  ];
  return parts.join('|');
}

function freedArrays(state: State): string {
  if (state.freed.size === 0) return '';
  return state.holds
    .map((hold) => {
      const root = state.symbols.pointerRoot(state.normal(hold.array));
      return root !== null && state.freed.has(Linear.symbol(root).key) ? 'freed' : '';
    })
    .join();
}

/** Signs of local numbers: error codes and counters decide where a path goes on. */
function signsSignature(state: State): string {
  if (state.holds.length === 0 && state.failed.length === 0) return '';
  const signs: string[] = [];
  for (const [key, { place, value }] of state.cells)
    if (place.root.kind === 'local' && place.type?.kind === 'int') {
      const sign = plainSign(state, state.normal(value));
      if (sign !== '?') signs.push(key + sign);
    }
  return signs.sort().join();
}

/** The sign of a constant or an errno; anything else is not told apart. */
function plainSign(state: State, value: Linear): string {
  if (value.isConstant) return value.constant < 0 ? '-' : String(value.constant);
  const [[sym, factor]] = value.terms;
  if (value.terms.length > 1 || value.constant !== 0) return '?';
  if (state.symbols.info(sym).origin.kind === 'macro') return factor < 0 ? '-' : '?';
  return '?';
}

/** Which cells remember pages: merging must not lose who can find them. */
function keepersSignature(state: State): string {
  if (state.holds.length === 0) return '';
  const kept: string[] = [];
  const owners = new Set<Sym>();
  const mayHold = holdFilter(state);
  for (const [key, { place, value }] of state.cells) {
    if (!mayHold(value) || holdsOf(state, value).length === 0) continue;
    kept.push(`${key}=${state.normal(value).key}`);
    const owner = place.root.kind === 'memory' ? allocationOf(state, place.root.pointer) : null;
    if (owner !== null) owners.add(owner);
  }
  // Nor who can find the object that remembers them.
  if (owners.size > 0)
    for (const [key, { place, value }] of state.cells) {
      const at = place.root.kind === 'local' ? null : allocationOf(state, value);
      if (at !== null && owners.has(at)) kept.push(`${key}=#${String(at)}`);
    }
  return kept.sort().join();
}

/** The memory that was allocated on the path and that the value points into; null for any other. */
function allocationOf(state: State, value: Linear): Sym | null {
  const root = state.symbols.pointerRoot(state.normal(value));
  if (root === null) return null;
  const { origin } = state.symbols.info(root);
  if (origin.kind === 'allocation') return root;
  return origin.kind === 'address' && origin.place.root.kind === 'memory'
    ? allocationOf(state, origin.place.root.pointer)
    : null;
}

/** A hold never changes: one that does is another object. */
const signatures = new WeakMap<Hold, string>();

function holdSignature(hold: Hold): string {
  const known = signatures.get(hold);
  if (known !== undefined) return known;
  const signature = [
    hold.id,
    hold.outcome,
    hold.assumed,
    hold.unsettled,
    hold.dirtied,
    hold.dirtiedUnlocked,
    hold.held.map((r) => `${r.from.key}..${r.to.key}`).join(),
    hold.released.map((r) => `${r.from.key}..${r.to.key}@${r.by.node.start}`).join(),
    hold.handovers.map((h) => `${h.to}${h.pages?.length ?? ''}`).join(),
    hold.storedIn.length,
  ].join('/');
  signatures.set(hold, signature);
  return signature;
}

function mergeTwo(a: State, b: State, where: string): State {
  const merged = a.clone();
  const cells = merged.ownCells();
  const differing: { value: Linear; x: Linear; y: Linear }[] = [];
  const mergeCell = (key: string, place: Place, known: Linear | null) => {
    const x = read(a, place);
    const y = read(b, place);
    if (x.equals(y)) {
      if (x !== known) cells.set(key, { place, value: x });
      return;
    }
    const value = merged.symbols.once(`either ${where} ${key} ${a.epoch}`, () =>
      merged.symbols.make(place.key, originOfEither(merged.symbols, x, y), place.type),
    );
    cells.set(key, { place, value });
    differing.push({ value, x, y });
  };
  for (const [key, cell] of a.cells)
    if (b.cells.get(key) !== cell || !isSettled(cell, a, b)) mergeCell(key, cell.place, cell.value);
  for (const [key, { place }] of b.cells) if (!a.cells.has(key)) mergeCell(key, place, null);
  merged.facts.intersect(b.facts, symbolsThatMatter([a, b, merged]));
  for (const { value, x, y } of differing) keepSign(merged, value, [a, x], [b, y]);
  if ((b.trace?.length ?? 0) < (a.trace?.length ?? 0)) merged.trace = b.trace;
  merged.approximate = a.approximate || b.approximate;
  merged.enteredUnlocked = a.enteredUnlocked && b.enteredUnlocked;
  merged.occurrences = largest(a.occurrences, b.occurrences);
  merged.disturbed = largest(a.disturbed, b.disturbed);
  merged.freed = new Set([...a.freed].filter((key) => b.freed.has(key)));
  merged.zeroed = new Set([...a.zeroed].filter((key) => b.zeroed.has(key)));
  merged.escaped = new Set([...a.escaped, ...b.escaped]);
  merged.holds = a.holds.map((hold) => either(hold, b.hold(hold.id)));
  merged.past = [...new Set([...a.past, ...b.past])];
  return merged;
}

/** An error code stays one, whichever of two calls it came from. */
function originOfEither(symbols: Symbols, x: Linear, y: Linear): Origin {
  const [one, other] = [symbols.origin(x), symbols.origin(y)];
  if (one?.kind !== 'result' || other?.kind !== 'result') return { kind: 'unknown' };
  return one.callee === other.callee ? one : { kind: 'result', callee: '' };
}

/** Whether both states read from the cell just what it has: most were written before they parted. */
const isSettled = ({ place, value }: Cell, a: State, b: State): boolean =>
  place.type?.kind !== 'array' && a.normal(value) === value && b.normal(value) === value;

/** What is in the pages was used on one way or the other. */
function either(hold: Hold, other: Hold | null): Hold {
  if (other === null) return hold;
  const added = other.uses.filter(({ kind }) => !hold.uses.some((use) => use.kind === kind));
  const forWriting = hold.forWriting === other.forWriting ? hold.forWriting : null;
  if (added.length === 0 && forWriting === hold.forWriting) return hold;
  return { ...hold, uses: [...hold.uses, ...added], forWriting };
}

function largest(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const all = new Map(a);
  for (const [key, n] of b) all.set(key, Math.max(n, all.get(key) ?? 0));
  return all;
}

/** Symbols that something remembered is made of, directly or as an operand. */
function symbolsThatMatter(states: readonly State[]): ReadonlySet<Sym> {
  const found = new Set<Sym>();
  const todo: Linear[] = [];
  for (const state of states) {
    for (const { value } of state.cells.values()) todo.push(value);
    for (const hold of state.holds) {
      todo.push(hold.array, hold.count);
      for (const range of hold.held) todo.push(range.from, range.to);
    }
    for (const { result } of state.failed) todo.push(result);
    for (const lock of state.locks.values()) if (typeof lock === 'object') todo.push(lock.flag);
  }
  const { symbols } = states[0];
  for (let value = todo.pop(); value !== undefined; value = todo.pop())
    for (const [sym] of value.terms) {
      if (found.has(sym)) continue;
      found.add(sym);
      const { origin } = symbols.info(sym);
      if (origin.kind === 'term') todo.push(...origin.args);
      else if (origin.kind === 'wrapped' || origin.kind === 'derived') todo.push(origin.from);
    }
  return found;
}

function keepSign(
  merged: State,
  value: Linear,
  ...sides: readonly (readonly [State, Linear])[]
): void {
  const signs: readonly ((v: Linear) => Linear)[] = [
    (v) => v.add(1),
    (v) => v.times(-1).add(1),
    (v) => v,
    (v) => v.times(-1),
  ];
  for (const sign of signs)
    if (sides.every(([state, v]) => state.facts.provesAtMostZero(sign(v))))
      merged.facts.addAtMostZero(sign(value));
  // Of an error code that is tested for itself this may be all there is.
  if (sides.every(([state, v]) => state.facts.provesNonZero(v))) merged.facts.addNonZero(value);
}
