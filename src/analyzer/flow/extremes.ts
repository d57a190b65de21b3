import type { State } from './state';
import { Linear } from './linear';

const SMALLER = ['min', 'min_t', 'umin'];
const LARGER = ['max', 'max_t', 'umax'];

/**
 * Whether the path can be taken at all, given that the smaller of two numbers is one of them. That is
 * not known to the solver, which has just that it is not larger than either.
 */
export function isPossible(state: State): boolean {
  return SMALLER.every((op) => agrees(state, op, 1)) && LARGER.every((op) => agrees(state, op, -1));
}

function agrees(state: State, op: string, sign: 1 | -1): boolean {
  for (const sym of state.symbols.termsOf(op)) {
    const { origin } = state.symbols.info(sym);
    if (origin.kind !== 'term' || origin.args.length !== 2) continue;
    const value = Linear.symbol(sym);
    const [a, b] = origin.args;
    for (const [one, other] of [
      [a, b],
      [b, a],
    ]) {
      const isNot = state.facts.provesAtMostZero(value.minus(one).times(sign).add(1));
      if (isNot && !state.facts.canBeZero(value.minus(other))) return false;
    }
  }
  return true;
}
