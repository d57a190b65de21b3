import { effectsOf, type KernelRelease } from '../../kernel';
import type { CfgNode } from '../cfg/cfg';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { keptPages } from './containers';
import type { Linear } from './linear';
import type { Frame, Machine } from './machine';
import { disturb, write } from './memory';
import { holdsOf } from './models/pages';
import type { State } from './state';

/** Which argument of a loop macro walks over which other one. */
export interface MacroCursor {
  readonly from: number;
  readonly to: number;
  /** The cursor is an address in the container itself, as in a scatterlist. */
  readonly walks: boolean;
}

export function macroCursor(macro: string, release: KernelRelease): MacroCursor | null {
  for (const effect of effectsOf(macro, release) ?? [])
    if ((effect.does === 'aliases' || effect.does === 'retrieves') && effect.to !== 'return')
      return { from: effect.from, to: effect.to, walks: effect.does === 'aliases' };
  return null;
}

/** What a container gives out first; null when that is not known. */
export function firstEntry(
  machine: Machine,
  state: State,
  container: SyntaxNode,
  frame: Frame,
): Linear | null {
  const [value] = machine.evaluate(state, container, frame);
  return value === undefined ? null : keptPages(value.state, value.value);
}

/** Whether pages are held through the value, directly or as a member of an object that keeps some. */
export function isHeld(state: State, value: Linear): boolean {
  return holdsOf(state, value).some((hold) => hold.held.length > 0);
}

/** Gives a loop macro's cursors their values for this round. */
export function advance(
  machine: Machine,
  state: State,
  { args }: Extract<CfgNode, { kind: 'each' }>,
  cursor: MacroCursor | null,
  round: number,
  frame: Frame,
): State[] {
  for (const [i, argument] of args.entries()) {
    // Of macros that are not known, every plain variable is taken to be assigned.
    if (argument.type !== 'identifier' || (cursor !== null && i === cursor.from)) continue;
    if (cursor !== null && !cursor.walks && i !== cursor.to) continue;
    for (const { state: s, place } of machine.locate(state, argument, frame))
      if (s === state && place.root.kind === 'local' && !isCount(cursor, i)) disturb(s, place);
  }
  if (cursor === null) return [state];
  const from = args[cursor.from];
  const to = args[cursor.to];
  if (from === undefined || to === undefined) return [state];
  return machine.evaluate(state, from, frame).flatMap((v) =>
    machine.locate(v.state, to, frame).map(({ state: s, place }) => {
      const entry = cursor.walks ? v.value.add(round) : round === 0 ? objectIn(s, v.value) : null;
      if (entry !== null) write(s, place, entry);
      return s;
    }),
  );
}

/**
 * Of a macro that walks over a given number of entries, as for_each_sg(sgl, sg, nents, i) does: whether
 * it can come to this round, or, if not, be left before it began.
 */
export function canGoOn(
  machine: Machine,
  state: State,
  { args }: Extract<CfgNode, { kind: 'each' }>,
  cursor: MacroCursor | null,
  { round, on }: { readonly round: number; readonly on: boolean },
  frame: Frame,
): boolean {
  if (cursor?.walks !== true || args.length !== 4 || (round > 0 && !on)) return true;
  const [value] = machine.evaluate(state.clone(), args[2], frame);
  if (value === undefined) return true;
  const count = value.state.normal(value.value);
  return state.facts.addAtMostZero(on ? count.times(-1).add(round + 1) : count);
}

/** for_each_sg(sgl, sg, nents, i): the count is not assigned. */
function isCount(cursor: MacroCursor | null, index: number): boolean {
  return cursor !== null && cursor.walks && index === 2;
}

/**
 * list_for_each_entry(pos, head, member): the object whose member was put on the list last. What further
 * rounds come to is another one.
 */
function objectIn(state: State, list: Linear): Linear | null {
  const origin = state.symbols.origin(keptPages(state, list));
  if (origin?.kind !== 'address' || origin.place.root.kind !== 'memory') return null;
  return origin.place.root.pointer;
}
