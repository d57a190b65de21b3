import { effectsOf, type Effect } from '../../../kernel';
import { assume } from '../conditions';
import { Linear } from '../linear';
import type { Call, Machine, Value } from '../machine';
import { keptIn, keptPages } from '../containers';
import { takesPageLock } from '../dirtying';
import { checkUnlock } from '../acquireLock';
import { write } from '../memory';
import { release, releaseContainer } from '../releasing';
import type { State } from '../state';
import type { Use } from '../holds';
import { noteUse } from '../uses';
import { lockResult, setLock, lockedMm } from './locks';
import { free } from './memory';
import { argument, freshResult } from './model';
import { holdsOf } from './pages';

type Of<D extends Effect['does']> = Extract<Effect, { does: D }>;

/**
 * Executes a helper by what the kernel's table says of it.
 *
 * @returns null when the table does not know the function.
 */
export function executeHelper(machine: Machine, state: State, call: Call): Value[] | null {
  const effects = effectsOf(call.name, machine.program.release);
  if (effects === undefined) return null;
  let values: Value[] = [{ state, value: freshResult(state, call), type: null }];
  for (const effect of effects) values = values.flatMap((v) => apply(machine, v, call, effect));
  return values;
}

/**
 * Whether the table says of the function that it gives back what an object holds: its body, where that is
 * at hand, ends at a pointer to a function.
 */
export function emptiesContainer(machine: Machine, name: string): boolean {
  const effects = effectsOf(name, machine.program.release) ?? [];
  return effects.some((one) => one.does === 'releases' && one.argument.kind === 'container');
}

/** What one effect does; effects that say nothing about ownership leave everything as it is. */
function apply(machine: Machine, value: Value, call: Call, effect: Effect): Value[] {
  const { state } = value;
  const use = (kind: Use['kind'], param: number) =>
    noteUse(state, argument(call, param), kind, call.node, `${call.name}()`);
  switch (effect.does) {
    case 'allocates':
      return [{ ...value, value: allocated(state, call, effect) }];
    case 'frees':
      free(state, argument(call, effect.param));
      return [value];
    case 'keeps':
      return keep(value, call, effect);
    case 'retrieves':
      return effect.to === 'return'
        ? [{ ...value, value: keptPages(state, argument(call, effect.from)) }]
        : [value];
    case 'aliases':
      return effect.to === 'return'
        ? [{ ...value, value: alias(state, argument(call, effect.from), effect) }]
        : [value];
    case 'dirties':
      dirty(state, call, effect);
      return [value];
    case 'touches':
      use(effect.access === 'write' ? 'cpu-write' : 'cpu-read', effect.param);
      return [value];
    case 'maps-dma':
      use(deviceAccess(call, effect.direction), effect.param);
      return [value];
    case 'noreturn':
      return [];
    case 'asserts-not':
      return assume(state, argument(call, effect.param), false).map((s) => ({
        ...value,
        state: s,
      }));
    case 'acquires':
      for (const hold of effect.pages === 'return'
        ? []
        : holdsOf(state, argument(call, effect.pages)))
        state.updateHold(hold, { assumed: true });
      return [value];
    case 'releases':
      if (effect.argument.kind === 'container')
        releaseContainer(machine, state, call, argument(call, effect.argument.param));
      else if (isOwnMemory(state, argument(call, effect.argument.param)))
        free(state, argument(call, effect.argument.param));
      else if (holdsOf(state, argument(call, effect.argument.param)).length > 0)
        release(machine, state, call, {
          name: call.name,
          tracking: effect.tracking === 'owner' ? null : effect.tracking,
          fact: { argument: effect.argument },
        });
      return [value];
    case 'locks':
      return lockedMm(machine, state, call, effect.lock, effect.param).flatMap((found) =>
        lockResult(found.state, call, found.key, effect.mode, effect.success),
      );
    case 'unlocks':
      for (const found of lockedMm(machine, state, call, effect.lock, effect.param))
        if (found.key !== null) {
          checkUnlock(machine, found.state, call, found.key);
          setLock(found.state, found.key, 'none');
        }
      return [value];
    case 'calls':
      if (effect.when === 'teardown') escape(state, argument(call, effect.argument));
      return [value];
    default:
      return [value];
  }
}

/** A page that was allocated here, not taken from user space. */
function isOwnMemory(state: State, value: Linear): boolean {
  return state.symbols.origin(state.normal(value))?.kind === 'allocation';
}

function allocated(state: State, call: Call, { zeroed, fails }: Of<'allocates'>): Linear {
  const asksZero = call.args.some((a) => call.frame.code.source.of(a.node).includes('__GFP_ZERO'));
  const key = `memory ${call.frame.id}:${call.node.start}:${state.epoch}`;
  return state.symbols.once(key, () =>
    state.symbols.make(
      `${call.name}()`,
      { kind: 'allocation', api: call.name, zeroed: zeroed || asksZero },
      { kind: 'pointer', to: null },
      fails === 'null' ? 0 : fails === 'never' ? 1 : null,
    ),
  );
}

function keep(value: Value, call: Call, { param, into, success }: Of<'keeps'>): Value[] {
  if (into === 'return') return [value];
  const failed =
    success === undefined
      ? []
      : assume(value.state.clone(), value.value, true).map((state) => ({ ...value, state }));
  const kept = success === undefined ? [value.state] : assume(value.state, value.value, false);
  for (const state of kept)
    write(state, keptIn(state, argument(call, into)), argument(call, param));
  return [...kept.map((state) => ({ ...value, state })), ...failed];
}

function alias(state: State, value: Linear, { form, fails }: Of<'aliases'>): Linear {
  const from = state.normal(value);
  if (form === 'same' || form === 'page' || form === 'folio') return from;
  if (form === 'scatterlist') return from.add(1);
  return state.symbols.once(`${form} ${fails ?? ''} ${from.key}`, () =>
    state.symbols.make(form, { kind: 'derived', from, how: form }, null, fails ? 0 : 1),
  );
}

function dirty(state: State, call: Call, { param, when, locks }: Of<'dirties'>): void {
  // The bare flag reaches neither the file system nor the page table.
  if (call.name === 'SetPageDirty') return;
  if (when !== undefined && state.facts.provesZero(argument(call, when))) return;
  const unlocked = !locks && !takesPageLock(call.frame.code.source, call.node);
  for (const hold of holdsOf(state, argument(call, param)))
    state.updateHold(hold, unlocked ? { dirtiedUnlocked: true } : { dirtied: true });
}

function deviceAccess(call: Call, index: number): Use['kind'] {
  const node = call.args[index]?.node;
  const text = node ? call.frame.code.source.of(node) : '';
  if (/FROM_?DEVICE|BIDIRECTIONAL/.test(text)) return 'device-write';
  return /TO_?DEVICE/.test(text) ? 'device-read' : 'device';
}

/** Memory of our own that somebody else knows of from here on. */
export function escape(state: State, value: Linear): void {
  const root = state.symbols.pointerRoot(state.normal(value));
  if (root === null || state.symbols.info(root).origin.kind !== 'allocation') return;
  state.escaped = new Set([...state.escaped, Linear.symbol(root).key]);
}
