import { arithmetic, PAGE_SIZE } from '../arithmetic';
import { assume, booleanOf, comparison, converted, mayBeNegative, term } from '../conditions';
import { BOOL, commonType, INT, LONG, UNSIGNED_LONG, type CType } from '../ctypes';
import { Linear } from '../linear';
import type { Argument, Call, Value } from '../machine';
import { functionAround, type SyntaxNode } from '../../syntax/syntaxNode';
import type { State } from '../state';
import { argument, each, freshResult, result, type Model, type Models } from './model';

/** Error pointers: an errno is a small negative number also as an address (include/linux/err.h). */
const isError: Model = (_, state, call) => {
  const value = state.normal(argument(call, 0));
  if (state.symbols.origin(value)?.kind === 'wrapped') return result(state, Linear.one, BOOL);
  return result(state, comparison(state, '<', value, Linear.zero, null, null), BOOL);
};

const isErrorOrNull: Model = (_, state, call) =>
  result(state, comparison(state, '<=', argument(call, 0), Linear.zero, null, null), BOOL);

const same: Model = (_, state, call) =>
  result(state, argument(call, 0), call.args[0]?.type ?? null);

const asSigned: Model = (_, state, call) =>
  converted(state, argument(call, 0), LONG).map((c) => ({ ...c, type: LONG }));

/** PTR_ERR_OR_ZERO(): the errno, or 0 for a pointer that is none. */
const errorOrZero: Model = (_, state, call) => {
  const value = argument(call, 0);
  const test = comparison(state, '<', value, Linear.zero, null, null);
  return [
    ...assume(state.clone(), test, true).map((s) => ({ state: s, value, type: INT })),
    ...assume(state, test, false).map((s) => ({ state: s, value: Linear.zero, type: INT })),
  ];
};

const condition: Model = (_, state, call) =>
  result(state, booleanOf(state, state.normal(argument(call, 0))), BOOL);

/** The smaller (or larger) of the last two arguments; `min_t` and `max_t` have a type in front. */
function extreme(smaller: boolean): Model {
  return (_, state, call) => {
    const [a, b] = call.args.slice(-2);
    if (a === undefined || b === undefined) return result(state, freshResult(state, call));
    if (mayBeNegative(state, a.value) || mayBeNegative(state, b.value))
      return pick(state, a, b, smaller);
    return bounded(state, call, a, b, smaller);
  };
}

/** One symbol for either, unless it is known which: paths do not part for it. */
function bounded(state: State, call: Call, a: Argument, b: Argument, smaller: boolean): Value[] {
  const [x, y] = [state.normal(a.value), state.normal(b.value)];
  const type = commonType(a.type, b.type);
  const [low, high] = smaller ? [x, y] : [y, x];
  if (state.facts.provesAtMostZero(low.minus(high))) return result(state, x, type);
  if (state.facts.provesAtMostZero(high.minus(low))) return result(state, y, type);
  const value = term(state, call.name, [x, y], type);
  for (const side of [x, y])
    state.facts.addAtMostZero(smaller ? value.minus(side) : side.minus(value));
  // It is one of them, so what bounds both on the other side bounds it.
  for (const limit of [1, 0]) {
    const beyond = (side: Linear) => (smaller ? side.times(-1).add(limit) : side.add(-limit));
    if (![x, y].every((side) => state.facts.provesAtMostZero(beyond(side)))) continue;
    state.facts.addAtMostZero(beyond(value));
    break;
  }
  return result(state, value, type);
}

function pick(state: State, a: Argument, b: Argument, smaller: boolean): Value[] {
  const type = commonType(a.type, b.type);
  const [low, high] = smaller ? [a, b] : [b, a];
  const test = comparison(state, '<=', low.value, high.value, null, null);
  return [
    ...assume(state.clone(), test, true).map((s) => ({ state: s, value: a.value, type })),
    ...assume(state, test, false).map((s) => ({ state: s, value: b.value, type })),
  ];
}

const clamp: Model = (_, state, call) => {
  const [value, low, high] = call.args.slice(-3);
  if (high === undefined) return result(state, freshResult(state, call));
  return pick(state, value, low, false).flatMap((v) =>
    pick(v.state, { ...value, value: v.value }, high, true),
  );
};

/** The number of pages that `value` bytes need: `DIV_ROUND_UP(value, PAGE_SIZE)`. */
export function pagesOf(state: State, value: Linear, type: CType | null): Linear {
  return arithmetic(state, '/', value.add(PAGE_SIZE - 1), Linear.of(PAGE_SIZE), type);
}

const pagesUp: Model = (_, state, call) =>
  result(state, pagesOf(state, argument(call, 0), UNSIGNED_LONG), UNSIGNED_LONG);

const pagesDown: Model = (_, state, call) =>
  result(
    state,
    arithmetic(state, '/', argument(call, 0), Linear.of(PAGE_SIZE), UNSIGNED_LONG),
    UNSIGNED_LONG,
  );

const divideUp: Model = (_, state, call) => {
  const [a, by] = call.args;
  if (by === undefined) return result(state, freshResult(state, call));
  const sum = state.normal(a.value).plus(state.normal(by.value)).add(-1);
  return result(state, arithmetic(state, '/', sum, by.value, a.type), a.type);
};

const pageAlign: Model = (_, state, call) =>
  result(state, pagesOf(state, argument(call, 0), UNSIGNED_LONG).times(PAGE_SIZE), UNSIGNED_LONG);

const offsetInPage: Model = (_, state, call) =>
  result(
    state,
    term(state, 'offset_in_page', [argument(call, 0)], { kind: 'int', bits: 12, signed: false }),
    UNSIGNED_LONG,
  );

/** Who compares what was read before with what the same memory says now takes it that others write there. */
const readOnce: Model = (machine, state, call) => {
  const { source } = call.frame.code;
  const { node } = call;
  const sides = node.parent?.type === 'binary_expression' ? node.parent.namedChildren : [];
  const before = sides.find((side) => side !== node && side.type === 'identifier');
  const text = (one: SyntaxNode) => source.of(one).replace(/\s+/g, ' ');
  const isAgain = before && text(functionAround(node)).includes(`${text(before)} = ${text(node)};`);
  if (!isAgain) return same(machine, state, call);
  return result(state, freshResult(state, call, call.args[0]?.type), call.args[0]?.type);
};

/** Reads or writes of one variable in a single access. */
const writeOnce: Model = (machine, state, call) =>
  machine.locate(state, call.args[0].node, call.frame).map(({ state: s, place }) => {
    s.ownCells().set(place.key, { place, value: argument(call, 1) });
    return { state: s, value: argument(call, 1), type: place.type };
  });

const isEnabled: Model = (_, state, call) => {
  const name = call.frame.code.source.of(call.args[0]?.node ?? call.node);
  return result(
    state,
    state.symbols.once(`config ${name}`, () =>
      state.symbols.make(name, { kind: 'macro', name }, BOOL),
    ),
    BOOL,
  );
};

/** Macros and inline functions that only compute (err.h, minmax.h, math.h, pfn.h, compiler.h). */
export const VALUE_MODELS: Models = {
  ...each('IS_ERR IS_ERR_VALUE IS_ERR_PCPU', isError),
  ...each('IS_ERR_OR_NULL', isErrorOrNull),
  ...each('ERR_PTR ERR_CAST smp_load_acquire rcu_dereference', same),
  ...each('READ_ONCE ACCESS_ONCE', readOnce),
  ...each('untagged_addr u64_to_user_ptr PTR_ALIGN force_cast typecheck data_race', same),
  ...each('PTR_ERR', asSigned),
  ...each('PTR_ERR_OR_ZERO', errorOrZero),
  ...each('likely unlikely WARN_ON WARN_ON_ONCE WARN WARN_ONCE VM_WARN_ON', condition),
  ...each('VM_WARN_ON_ONCE DRM_WARN_ON drm_WARN_ON_ONCE', condition),
  ...each('min min_t umin min_not_zero', extreme(true)),
  ...each('max max_t umax', extreme(false)),
  ...each('clamp clamp_t clamp_val', clamp),
  ...each('PFN_UP', pagesUp),
  ...each('PFN_DOWN', pagesDown),
  ...each('DIV_ROUND_UP DIV_ROUND_UP_ULL', divideUp),
  ...each('PAGE_ALIGN', pageAlign),
  ...each('offset_in_page', offsetInPage),
  ...each('WRITE_ONCE smp_store_release rcu_assign_pointer RCU_INIT_POINTER', writeOnce),
  ...each('IS_ENABLED IS_BUILTIN IS_MODULE IS_REACHABLE defined', isEnabled),
  ...each('__builtin_expect', same),
};
