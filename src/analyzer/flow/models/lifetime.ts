import { comparison } from '../conditions';
import { BOOL } from '../ctypes';
import { Linear } from '../linear';
import type { Call, Machine, Value } from '../machine';
import { deref } from '../memory';
import { member } from '../places';
import type { State } from '../state';
import { argument, each, freshResult, result, type Model, type Models } from './model';

/** `container_of(ptr, type, member)`: the address of the object that `ptr` points into. */
const containerOf: Model = (_, state, call) => {
  const { source } = call.frame.code;
  const list = call.node.childByField('arguments');
  const text = list ? source.of(list).slice(1, -1) : '';
  const [, type, field] = splitArguments(text);
  const tag = /^(?:struct|union)\s+(\w+)$/.exec(type ?? '')?.[1] ?? null;
  const known: Value['type'] = {
    kind: 'pointer',
    to: tag === null ? null : { kind: 'struct', tag },
  };
  const pointer = state.normal(argument(call, 0));
  const origin = state.symbols.origin(pointer);
  if (origin?.kind === 'address' && field !== undefined) {
    const { place } = origin;
    const path = `.${field}`;
    if (place.path === path && place.root.kind === 'memory')
      return result(state, place.root.pointer, known);
  }
  const object = state.symbols.once(`container ${pointer.key} ${field ?? ''}`, () =>
    state.symbols.make(`container_of(${field ?? ''})`, { kind: 'unknown' }, known, 1),
  );
  return result(state, object, known);
};

function splitArguments(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const c of text) {
    if (c === ',' && depth === 0) parts.push('');
    else {
      if (c === '(' || c === '[') depth++;
      if (c === ')' || c === ']') depth--;
      parts[parts.length - 1] += c;
    }
  }
  return parts.map((p) => p.trim());
}

function countOf(state: State, call: Call) {
  return member(deref(state, argument(call, 0), null), 'refs', null);
}

const initCount: Model = (_, state, call) => {
  const place = countOf(state, call);
  state.ownCells().set(place.key, { place, value: Linear.one });
  return result(state, Linear.zero);
};

const getCount: Model = (_, state, call) => {
  const place = countOf(state, call);
  const known = state.cells.get(place.key);
  if (known) state.ownCells().set(place.key, { place, value: known.value.add(1) });
  return result(state, freshResult(state, call, BOOL));
};

/**
 * `kref_put(&obj->ref, release)`: calls `release` when this was the last reference. Which it is, is
 * known when the count was set up on this path.
 */
const putCount: Model = (machine, state, call) => {
  const place = countOf(state, call);
  const known = state.cells.get(place.key);
  const after = known ? state.normal(known.value.add(-1)) : null;
  const values: Value[] = [];
  if (after === null || !after.isConstant || after.constant > 0) {
    const others = state.clone();
    if (after !== null) others.ownCells().set(place.key, { place, value: after });
    values.push({ state: others, value: Linear.zero, type: BOOL });
  }
  if (after === null || !after.isConstant || after.constant <= 0)
    values.push(...release(machine, state, call));
  return values;
};

function release(machine: Machine, state: State, call: Call): Value[] {
  const callback = state.symbols.origin(state.normal(argument(call, 1)));
  if (callback?.kind !== 'function') return result(state, Linear.one, BOOL);
  return machine
    .call(state, { ...call, name: callback.name, args: call.args.slice(0, 1) })
    .map((v) => ({ ...v, value: Linear.one, type: BOOL }));
}

/** `refcount_set(&obj->ref, n)`, `atomic_set(&obj->ref, n)`. */
const setCount: Model = (_, state, call) => {
  const place = countOf(state, call);
  state.ownCells().set(place.key, { place, value: state.normal(argument(call, 1)) });
  return result(state, Linear.zero);
};

function changeCount(by: 1 | -1): Model {
  return (_, state, call) => {
    const place = countOf(state, call);
    const known = state.cells.get(place.key);
    if (known) state.ownCells().set(place.key, { place, value: known.value.add(by) });
    return result(state, known ? Linear.one : freshResult(state, call, BOOL));
  };
}

/** `refcount_dec_and_test(&obj->ref)`: true for the last reference, which is known as for a kref. */
const lastOfCount: Model = (_, state, call) => {
  const place = countOf(state, call);
  const known = state.cells.get(place.key);
  if (known === undefined) return result(state, freshResult(state, call, BOOL), BOOL);
  const after = state.normal(known.value.add(-1));
  state.ownCells().set(place.key, { place, value: after });
  return result(state, comparison(state, '==', after, Linear.zero, null, null), BOOL);
};

/** Reference counts (include/linux/kref.h, refcount.h), and finding an object by its member. */
export const LIFETIME_MODELS: Models = {
  ...each('container_of container_of_const list_entry rb_entry hlist_entry', containerOf),
  ...each('kref_init', initCount),
  ...each('kref_get kref_get_unless_zero', getCount),
  ...each('kref_put', putCount),
  ...each('refcount_set', setCount),
  ...each('refcount_inc refcount_inc_not_zero', changeCount(1)),
  ...each('refcount_dec', changeCount(-1)),
  ...each('refcount_dec_and_test', lastOfCount),
  ...each('atomic_set', setCount),
  ...each('atomic_inc atomic_inc_not_zero', changeCount(1)),
  ...each('atomic_dec', changeCount(-1)),
  ...each('atomic_dec_and_test', lastOfCount),
};
