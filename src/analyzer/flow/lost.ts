import type { SyntaxNode } from '../syntax/syntaxNode';
import type { Handover, Hold, Range } from './holds';
import type { Reception } from './facts';
import type { CallPosition } from './releases';
import { Linear, type Sym } from './linear';
import { offsetBetween } from './memory';
import { resolvePage } from './pageIdentity';
import { jumpBehind } from './leaving';
import type { Keeper } from './reach';
import type { State, Trace } from './state';

/** Whether the range may have a page in it. */
export function canBeSome({ facts }: State, { from, to }: Range): boolean {
  return facts.canBeAtMostZero(from.minus(to).add(1));
}

/**
 * Pages given back one by one until a number of bytes is used up: how many that were is not certain.
 */
export function isCountedByBytes({ call, released }: Hold): boolean {
  return (
    call.fn.result === 'bytes' && released.some(({ from, to }) => to.minus(from).equals(Linear.one))
  );
}

/**
 * The last pages of a result in bytes, where as many pages were given back as the bytes make when the
 * offset into the first page is left out or the division rounds down.
 */
export function lostByRounding(state: State, hold: Hold): Range | null {
  if (hold.call.fn.result !== 'bytes' || !hold.unsettled || hold.released.length !== 1) return null;
  const [{ from, to }] = hold.released;
  if (!state.normal(from).equals(Linear.zero)) return null;
  const bytes = bytesOf(state, to);
  if (bytes === null || bytes !== bytesOf(state, hold.count)) return null;
  const lost = { from: to, to: hold.count };
  return canBeSome(state, lost) ? lost : null;
}

/** The result of an acquire that a count was computed from by a division. */
function bytesOf(state: State, count: Linear): Sym | null {
  const origin = state.symbols.origin(state.normal(count));
  if (origin?.kind !== 'term' || origin.op !== '/') return null;
  const found = origin.args[0].terms.find(
    ([sym]) => state.symbols.info(sym).origin.kind === 'acquired',
  );
  return found?.[0] ?? null;
}

/**
 * What is left of a hold whose pages were handed on or stored one by one, from the first on: the page
 * behind the last of them and all that follow. Null where anybody was given the array, or where too
 * few were handed on to tell that this is how it is done.
 */
export function restBehind(state: State, hold: Hold, keepers: readonly Keeper[]): Range | null {
  const reached = new Set<number>();
  for (const { what, pages } of hold.handovers) {
    if (what !== 'pages' || pages === null) return null;
    for (const page of pages) reached.add(page);
  }
  for (const keeper of keepers) {
    const page = keeper.kind === 'place' ? pageKept(state, hold, keeper) : null;
    if (page === null) return null;
    reached.add(page);
  }
  const last = Math.max(...reached);
  // Whoever got the first page alone may have got all of them by it.
  const isInOrder = last >= 1 && (reached.has(last - 1) || hold.storedIn.length >= last);
  const [range] = hold.held;
  if (
    !isInOrder ||
    hold.held.length !== 1 ||
    !state.facts.provesAtMostZero(range.from.add(-last - 1))
  )
    return null;
  return { from: Linear.of(last + 1), to: range.to };
}

function pageKept(
  state: State,
  hold: Hold,
  { place }: Extract<Keeper, { kind: 'place' }>,
): number | null {
  const cell = state.cells.get(place.key);
  return cell === undefined ? null : indexOf(state, hold, cell.value);
}

/** Which page of the hold a value stands for; null when that is no fixed one, or none alone. */
export function indexOf(state: State, hold: Hold, value: Linear): number | null {
  const origin = state.symbols.origin(resolvePage(state, value));
  if (origin?.kind !== 'element' || origin.token !== hold.id) return null;
  const index = state.normal(origin.index);
  return index.isConstant ? index.constant : null;
}

/**
 * What a path that fails leaves in an array of others after it began to clear it from the first page on:
 * its caller, who is told of the failure alone, cannot know where the rest begins. Null where it left
 * everything, or where others may have the pages.
 */
export function restInArray(state: State, hold: Hold, keepers: readonly Keeper[]): Range | null {
  const [rest] = hold.held;
  if (hold.held.length !== 1 || hold.unsettled || hold.assumed) return null;
  const isCallers = keepers.every((one) => one.kind === 'place' && one.place.root.kind === 'local');
  const cleared = hold.released.some(({ from }) => state.normal(from).equals(Linear.zero));
  if (isCallers && cleared)
    return hold.released.length === 1 && canBeSome(state, rest) ? rest : null;
  // Or all that earlier rounds put in front of it.
  const isUntouched = hold.released.length === 0 && hold.handovers.length === 0;
  if (!isUntouched || !(isCallers || isUncountedIn(state, hold, keepers))) return null;
  const before = state.holds.filter((other) => {
    const offset = other.id === hold.id ? null : offsetBetween(state, hold.array, other.array);
    return offset !== null && state.facts.provesAtMostZero(other.count.minus(offset));
  });
  const isCleared = before.length > 0 && before.every(({ held }) => held.length === 0);
  return isCleared && canBeSome(state, rest) ? rest : null;
}

/** They are in an array of an object, and nothing that others can see tells how many there are. */
function isUncountedIn(state: State, hold: Hold, keepers: readonly Keeper[]): boolean {
  const isInObject = (one: Keeper) =>
    one.kind === 'place' && one.place.root.kind === 'memory' && indexIn(state, hold, one) === null;
  if (hold.storedIn.length > 0 || !keepers.every(isInObject)) return false;
  for (const { place, value } of state.cells.values())
    if (place.root.kind !== 'local' && isOfResult(state, value)) return false;
  return true;
}

/** The page that a place remembers by itself; null for the array. */
function indexIn(state: State, hold: Hold, keeper: Keeper): number | null {
  return keeper.kind === 'place' ? pageKept(state, hold, keeper) : null;
}

/** A number that an acquire's result is part of. */
export function isOfResult(state: State, value: Linear): boolean {
  return state
    .normal(value)
    .terms.some(([sym]) => state.symbols.info(sym).origin.kind === 'acquired');
}

/**
 * What the answers tell of those that were given the pages: all of them failed, and so left them with
 * their caller, as is the kernel's convention; or one of them succeeded, and may have kept them.
 */
export function receptionOf({ facts, trace }: State, { handovers }: Hold): Reception {
  const isLast = ({ node }: CallPosition) => isLastWord(trace, node);
  const isFailure = ({ answer, call }: Handover) =>
    answer !== null &&
    (facts.provesAtMostZero(answer.add(1)) || (!facts.canBeZero(answer) && isLast(call)));
  const isSuccess = ({ answer, call }: Handover) =>
    answer !== null && facts.provesZero(answer) && !isLast(call);
  if (handovers.length > 0 && handovers.every(isFailure)) return 'refused';
  return handovers.some(isSuccess) ? 'accepted' : 'open';
}

/** The path left at the first condition behind the call: it was the answer that it left for. */
function isLastWord(trace: Trace | null, call: SyntaxNode): boolean {
  let first: Trace | null = null;
  for (let at = trace; at !== null && at.node !== call; at = at.before)
    if (at.kind === 'branch') first = at;
  return first !== null && jumpBehind(first) !== null;
}
