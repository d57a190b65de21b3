import type { SyntaxNode } from '../syntax/syntaxNode';
import { structTag, type CType } from './ctypes';
import type { Linear } from './linear';
import type { Frame, Machine, Member } from './machine';
import { deref } from './memory';
import { variable } from './names';
import { member, type Place } from './places';
import type { State } from './state';

/** Resolves an lvalue. */
export function locateExpression(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): { state: State; place: Place }[] {
  const { source } = frame.code;
  switch (node.type) {
    case 'parenthesized_expression': {
      const expression = node.children.find((c) => c.named && c.type !== 'comment');
      if (expression) return machine.locate(state, expression, frame);
      break;
    }
    case 'identifier':
      return [{ state, place: variable(source.of(node), frame) }];
    case 'field_expression': {
      const object = node.childByField('argument');
      const field = node.childByField('field');
      if (object === null || field === null) break;
      const name = source.of(field);
      const arrow = node.children.some((c) => c.type === '->');
      const memberOf = (s: State, place: Place) => {
        const found = memberNamed(machine, place.type, name);
        return { state: s, place: member(place, found.name, found.type) };
      };
      if (!arrow)
        return machine.locate(state, object, frame).map((l) => memberOf(l.state, l.place));
      return machine
        .evaluate(state, object, frame)
        .map((v) => memberOf(v.state, deref(v.state, v.value, v.type)));
    }
    case 'subscript_expression': {
      const array = node.childByField('argument');
      const index = node.childByField('index');
      if (array === null || index === null) break;
      return machine.evaluate(state, array, frame).flatMap((a) =>
        machine.evaluate(a.state, index, frame).map((i) => ({
          state: i.state,
          place: deref(i.state, a.value.plus(i.value), a.type),
        })),
      );
    }
    case 'pointer_expression': {
      const argument = node.childByField('argument');
      if (argument === null) break;
      return machine
        .evaluate(state, argument, frame)
        .map((v) => ({ state: v.state, place: deref(v.state, v.value, v.type) }));
    }
  }
  return machine.evaluate(state, node, frame).map((v) => ({
    state: v.state,
    place: deref(v.state, addressOfValue(v.state, v.value), null),
  }));
}

function addressOfValue(state: State, value: Linear): Linear {
  return state.symbols.once(`&(${value.key})`, () =>
    state.symbols.make('&', { kind: 'unknown' }, { kind: 'pointer', to: null }),
  );
}

function memberNamed(machine: Machine, type: CType | null, name: string): Member {
  const tag = structTag(type);
  return tag === null ? { name, type: null } : machine.program.member(tag, name);
}
