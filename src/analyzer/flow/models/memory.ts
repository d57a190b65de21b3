import { Linear } from '../linear';
import type { Call, Machine } from '../machine';
import { copyStruct, deref, disturb, zero } from '../memory';
import type { State } from '../state';
import { noteUse } from '../uses';
import { isMapping } from './pages';
import { argument, each, result, type Model, type Models } from './model';

/** From here on nothing can be reached through this address any more. */
export function free(state: State, address: Linear): void {
  const root = state.symbols.pointerRoot(state.normal(address));
  if (root === null) return;
  state.freed = new Set([...state.freed, Linear.symbol(root).key]);
}

const clear: Model = (_, state, call) => {
  const value = state.normal(argument(call, 1));
  const place = deref(state, argument(call, 0), call.args[0]?.type ?? null);
  if (isMapping(state, argument(call, 0)))
    noteUse(state, argument(call, 0), 'cpu-write', call.node, `${call.name}()`);
  if (value.isConstant && value.constant === 0) zero(state, place);
  else disturb(state, place);
  return result(state, argument(call, 0));
};

const copy: Model = (_, state, call) => {
  const to = deref(state, argument(call, 0), call.args[0]?.type ?? null);
  const from = deref(state, argument(call, 1), call.args[1]?.type ?? null);
  if (isMapping(state, argument(call, 0)))
    noteUse(state, argument(call, 0), 'cpu-write', call.node, `${call.name}()`);
  if (isMapping(state, argument(call, 1)))
    noteUse(state, argument(call, 1), 'cpu-read', call.node, `${call.name}()`);
  if (to.root.kind === 'memory' && copyArray(state, call)) return result(state, argument(call, 0));
  copyStruct(state, from, to);
  return result(state, argument(call, 0));
};

/** A copied array of pages: the copy can give the pages back as well. */
function copyArray(state: State, call: Call): boolean {
  const source = argument(call, 1);
  const hold = state.holds.find((h) => state.normal(source.minus(h.array)).isConstant);
  if (hold === undefined) return false;
  state.updateHold(hold, { assumed: true });
  return true;
}

/** `no_free_ptr(p)`, `return_ptr(p)`: the value, and p is NULL from here on (include/linux/cleanup.h). */
const takePointer: Model = (machine, state, call) => exchange(machine, state, call, Linear.zero);

/** The mapping ends, not what it is of. */
const unmap: Model = (_, state, call) => {
  if (isMapping(state, argument(call, 0))) free(state, argument(call, 0));
  return result(state, Linear.zero);
};

const exchangeWith: Model = (machine, state, call) => {
  const place = deref(state, argument(call, 0), call.args[0]?.type ?? null);
  const before = machine.symbols.once(`x ${place.key} ${call.node.start} ${state.epoch}`, () =>
    machine.symbols.make(call.name, { kind: 'unknown' }, place.type),
  );
  const known = state.cells.get(place.key)?.value ?? before;
  state.ownCells().set(place.key, { place, value: argument(call, 1) });
  return result(state, known, place.type);
};

function exchange(machine: Machine, state: State, call: Call, value: Linear) {
  const node = call.args[0]?.node;
  if (node === undefined) return result(state, Linear.zero);
  return machine.locate(state, node, call.frame).map(({ state: s, place }) => {
    s.ownCells().set(place.key, { place, value });
    return { state: s, value: argument(call, 0), type: place.type };
  });
}

const swap: Model = (machine, state, call) => {
  const [a, b] = call.args;
  if (a === undefined || b === undefined) return result(state, Linear.zero);
  return machine.locate(state, a.node, call.frame).flatMap((x) =>
    machine.locate(x.state, b.node, call.frame).map((y) => {
      y.state.ownCells().set(x.place.key, { place: x.place, value: b.value });
      y.state.ownCells().set(y.place.key, { place: y.place, value: a.value });
      return { state: y.state, value: Linear.zero, type: null };
    }),
  );
};

/** Functions that change memory as a whole (include/linux/string.h, cleanup.h, minmax.h, vmalloc.h). */
export const MEMORY_MODELS: Models = {
  ...each('memset memzero_explicit memset64', clear),
  ...each('memcpy memmove __builtin_memcpy', copy),
  ...each('no_free_ptr return_ptr take_ptr retain_and_null_ptr', takePointer),
  ...each('xchg xchg_relaxed', exchangeWith),
  ...each('swap', swap),
  ...each('vunmap vm_unmap_ram', unmap),
};
