import type { SyntaxNode } from '../syntax/syntaxNode';
import { converted } from './conditions';
import type { CType } from './ctypes';
import type { Linear } from './linear';
import { single, type Frame, type Machine, type Value } from './machine';
import { copyStruct, read, write, zero } from './memory';
import { operation } from './operators';
import type { Place } from './places';
import type { State } from './state';
import { unknown } from './unknown';
import { noteAddress, noteStore } from './uses';

export function assignment(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): Value[] {
  const left = node.childByField('left');
  const right = node.childByField('right');
  const operator = node.childByField('operator')?.type ?? '=';
  if (left === null || right === null) return single(state, unknown(state, node, frame));
  return machine.evaluate(state, right, frame).flatMap((v) =>
    machine.locate(v.state, left, frame).flatMap(({ state: s, place }) => {
      noteStore(s, place, node);
      if (operator === '=') {
        // Where the member is not at hand, what is assigned tells its type.
        const isStruct = (place.type ?? v.type)?.kind === 'struct';
        if (isStruct && assignStruct(machine, s, place, right, frame))
          return single(s, v.value, place.type);
        noteAddress(s, place, v.value, node);
        return store(s, place, v.value, v.type);
      }
      const before = { state: s, value: read(s, place), type: place.type };
      const { value } = operation(s, operator.slice(0, -1), before, { ...v, state: s });
      return store(s, place, value, place.type);
    }),
  );
}

function assignStruct(
  machine: Machine,
  state: State,
  place: Place,
  right: SyntaxNode,
  frame: Frame,
): boolean {
  if (right.type === 'compound_literal_expression') {
    zero(state, place);
    return true;
  }
  if (!/^(identifier|field_expression|subscript_expression|pointer_expression)$/.test(right.type))
    return false;
  const [from] = machine.locate(state, right, frame);
  copyStruct(state, from.place, place);
  return true;
}

/** Stores with the conversion that the place's type asks for. */
export function store(state: State, place: Place, value: Linear, type: CType | null): Value[] {
  return converted(state, value, place.type).map((c) => {
    write(c.state, place, c.value);
    return { state: c.state, value: c.value, type: place.type ?? type };
  });
}

export function update(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const argument = node.childByField('argument');
  if (argument === null) return single(state, unknown(state, node, frame));
  const step = node.children.some((c) => c.type === '++') ? 1 : -1;
  const prefix = node.children[0] !== argument;
  return machine.locate(state, argument, frame).map(({ state: s, place }) => {
    const before = read(s, place);
    const after = before.add(step);
    noteStore(s, place, node);
    write(s, place, after);
    return { state: s, value: prefix ? after : before, type: place.type };
  });
}
