import { BOOL } from '../ctypes';
import type { Call } from '../machine';
import type { State } from '../state';
import { argument, each, result, type Model, type Models } from './model';
import { Linear } from '../linear';

/** Names the flag that a call is about: the object and the number of the bit. */
const flagOf = (state: State, call: Call): string =>
  [0, 1].map((index) => state.normal(argument(call, index)).key).join(' bit ');

const setTo =
  (isSet: boolean): Model =>
  (_, state, call) => {
    state.flags = new Map([...state.flags, [flagOf(state, call), isSet]]);
    return result(state, Linear.zero);
  };

const ask: Model = (_, state, call) => {
  const flag = flagOf(state, call);
  const known = state.flags.get(flag);
  if (known !== undefined) return result(state, known ? Linear.one : Linear.zero, BOOL);
  const before = state.symbols.once(`flag ${flag}`, () =>
    state.symbols.make(`${call.name}()`, { kind: 'unknown' }, BOOL),
  );
  return result(state, before, BOOL);
};

/** A bio remembers in a flag whether its pages are pinned, for whoever gives them back (linux/bio.h). */
export const FLAG_MODELS: Models = {
  ...each('bio_set_flag', setTo(true)),
  ...each('bio_clear_flag', setTo(false)),
  ...each('bio_flagged', ask),
};
