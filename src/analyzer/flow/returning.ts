import type { Linear } from './linear';
import type { Frame, Value } from './machine';
import { read } from './memory';
import { mergeStates, type MergeLimit } from './merge';
import { free } from './models/memory';
import { localPlace } from './places';
import type { State } from './state';
import type { Exit } from './walk';

/** Cleanups of the frame run, its variables go. */
export function leave(state: State, frame: Frame): void {
  runCleanups(state, frame);
  const cells = state.ownCells();
  const prefix = `${frame.id}:`;
  for (const key of cells.keys()) if (key.startsWith(prefix)) cells.delete(key);
}

/** What `__free(kfree)` and its like do when the variables go out of scope. */
export function runCleanups(state: State, frame: Frame): void {
  for (const [name, variable] of frame.code.variables)
    if (variable.cleanup?.includes('free'))
      free(state, read(state, localPlace(frame.id, name, variable.type)));
}

/** Merges exits that agree on what is held and on the sign of the result. */
export function mergeExits(
  exits: readonly Exit[],
  frame: Frame,
  limit: MergeLimit,
  lossy: boolean,
): Value[] {
  if (exits.length === 1) return [...exits];
  const place = localPlace(`${frame.id}#`, 'result', frame.code.returns);
  const groups = new Map<string, State[]>();
  for (const { state, value } of exits) {
    const sign = signOf(state, value);
    state.ownCells().set(place.key, { place, value });
    const known = groups.get(sign);
    if (known) known.push(state);
    else groups.set(sign, [state]);
  }
  return [...groups.values()]
    .flatMap((group) => mergeStates(group, place.key, limit, lossy))
    .map((state) => {
      const value = read(state, place);
      state.ownCells().delete(place.key);
      return { state, value, type: frame.code.returns };
    });
}

/**
 * Pages come out of a function with a result that was computed, a number of bytes for instance, and
 * whose sign is not known: that it says "none" in the end may never happen.
 */
export function rememberUndecided({ state, value }: Value, before: ReadonlySet<number>): void {
  const v = state.normal(value);
  if (v.isConstant || state.symbols.origin(v)?.kind === 'result' || signOf(state, v) !== '?')
    return;
  for (const hold of state.holds)
    if (!before.has(hold.id) && hold.held.length > 0)
      state.updateHold(hold, { undecided: [...hold.undecided, v] });
}

function signOf(state: State, value: Linear): string {
  const v = state.normal(value);
  if (v.isConstant) return String(v.constant);
  if (state.facts.provesAtMostZero(v.add(1))) return '-';
  return state.facts.provesAtMostZero(v.times(-1).add(1)) ? '+' : '?';
}
