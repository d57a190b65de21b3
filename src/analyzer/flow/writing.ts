import type { Linear } from './linear';
import type { State } from './state';

/**
 * Whether a value of gup_flags has FOLL_WRITE, or null when that is not known: the flags came from
 * somewhere else, or were computed in another way than by `|`.
 */
export function asksToWrite(state: State, flags: Linear): boolean | null {
  const value = state.normal(flags);
  if (value.isConstant) return value.constant === 0 ? false : null;
  const origin = state.symbols.origin(value);
  if (origin?.kind === 'macro') return origin.name === 'FOLL_WRITE';
  if (origin?.kind !== 'term' || origin.op !== '|') return null;
  const parts = origin.args.map((part) => asksToWrite(state, part));
  if (parts.includes(true)) return true;
  return parts.includes(null) ? null : false;
}
