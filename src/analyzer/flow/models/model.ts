import type { CType } from '../ctypes';
import { Linear } from '../linear';
import type { Call, Machine, Value } from '../machine';
import type { State } from '../state';

/** What a well-known function does, in place of its body. */
export type Model = (machine: Machine, state: State, call: Call) => Value[];

export type Models = Readonly<Record<string, Model>>;

export function result(state: State, value: Linear, type: CType | null = null): Value[] {
  return [{ state, value, type }];
}

/** A new value for what the call returns; another one each time round a loop. */
export function freshResult(
  state: State,
  call: Call,
  type: CType | null = null,
  min: number | null = null,
  max: number | null = null,
): Linear {
  const key = `result ${call.frame.id}:${call.node.start}:${state.epoch}`;
  return state.symbols.once(key, () =>
    state.symbols.make(`${call.name}()`, { kind: 'result', callee: call.name }, type, min, max),
  );
}

/** The value of argument `index`, or zero when the call has fewer. */
export function argument(call: Call, index: number): Linear {
  return call.args[index]?.value ?? Linear.zero;
}

/** The same model under several names. */
export function each(names: string, model: Model): Models {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, model]),
  );
}
