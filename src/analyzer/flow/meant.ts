import type { Hold } from './holds';
import { Linear } from './linear';
import { offsetBetween } from './memory';
import type { State } from './state';

/** A hold that a release may be about. */
export interface Meant {
  readonly hold: Hold;
  /** Index, counted from the hold's first slot, at which the release begins. */
  readonly at: Linear;
}

/** The holds that lie in the same array, newest first. */
export function holdsOfArray(state: State, address: Linear): Meant[] {
  const meant: Meant[] = [];
  for (let i = state.holds.length - 1; i >= 0; i--) {
    const hold = state.holds[i];
    const at = offsetBetween(state, address, hold.array);
    // An older hold of the same slots was overwritten by a newer one.
    if (at !== null && !meant.some((m) => covers(state, m.hold, hold))) meant.push({ hold, at });
  }
  return meant;
}

/**
 * Of several holds in one array the one that is meant from its first page to its last: no other is in
 * the same slots, however far apart they are.
 */
export function exactlyMeant(
  state: State,
  meant: readonly Meant[],
  count: Linear,
): readonly Meant[] {
  if (meant.length < 2) return meant;
  const whole = meant.filter(
    ({ hold, at }) =>
      state.normal(at).equals(Linear.zero) && state.facts.provesZero(count.minus(hold.count)),
  );
  return whole.length === 1 ? whole : meant;
}

function covers(state: State, newer: Hold, older: Hold): boolean {
  return offsetBetween(state, newer.array, older.array)?.key === Linear.zero.key;
}
