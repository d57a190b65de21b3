import type { SyntaxNode } from '../syntax/syntaxNode';
import { store } from './assignments';
import { declaredName } from '../syntax/functionUnit';
import type { Frame, Machine } from './machine';
import { disturb, write, zero } from './memory';
import { member, type Place } from './places';
import type { State } from './state';

/** Executes a declaration: its initialisers, and forgetting what a variable held a round before. */
export function declare(
  machine: Machine,
  state: State,
  declaration: SyntaxNode,
  frame: Frame,
): State[] {
  let states = [state];
  for (const child of declaration.children) {
    if (child.field !== 'declarator') continue;
    const name = declaredName(child);
    if (name === null || !frame.code.variables.has(frame.code.source.of(name))) continue;
    const value = child.type === 'init_declarator' ? child.childByField('value') : null;
    states = states.flatMap((s) => initialise(machine, s, name, value, frame));
  }
  return states;
}

function initialise(
  machine: Machine,
  state: State,
  name: SyntaxNode,
  value: SyntaxNode | null,
  frame: Frame,
): State[] {
  return machine.locate(state, name, frame).flatMap(({ state: s, place }) => {
    if (value === null) {
      if (s.epoch !== '' || s.cells.has(place.key)) disturb(s, place);
      return [s];
    }
    if (value.type === 'initializer_list')
      return initialiseMembers(machine, s, place, value, frame);
    return machine
      .evaluate(s, value, frame)
      .flatMap((v) => store(v.state, place, v.value, v.type).map((stored) => stored.state));
  });
}

function initialiseMembers(
  machine: Machine,
  state: State,
  place: Place,
  list: SyntaxNode,
  frame: Frame,
): State[] {
  zero(state, place);
  let states = [state];
  for (const pair of list.children) {
    if (pair.type !== 'initializer_pair') continue;
    const designator = pair.childByField('designator');
    const value = pair.childByField('value');
    if (designator?.type !== 'field_designator' || value === null) continue;
    const field = frame.code.source.of(designator).slice(1);
    const target = member(place, field, null);
    states = states.flatMap((s) =>
      machine.evaluate(s, value, frame).map((v) => {
        write(v.state, target, v.value);
        return v.state;
      }),
    );
  }
  return states;
}
