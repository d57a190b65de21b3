import type { SyntaxNode } from '../syntax/syntaxNode';
import { assignment, update } from './assignments';
import { callExpression } from './callExpression';
import { converted } from './conditions';
import { INT, UNSIGNED_LONG } from './ctypes';
import { readDeclarator, typeOfSpecifiers } from './functionCode';
import { Linear } from './linear';
import { single, type Frame, type Machine, type Value } from './machine';
import { addressOf, read } from './memory';
import { constantSymbol, identifier, literal, literalType } from './names';
import { binary, conditional, unary } from './operators';
import type { Place } from './places';
import type { State } from './state';
import { unknown } from './unknown';

/** Evaluates an expression for its value and its effects. */
export function evaluateExpression(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): Value[] {
  const { source } = frame.code;
  switch (node.type) {
    case 'number_literal':
      return single(state, literal(state, source.of(node)), literalType(source.of(node)));
    case 'char_literal':
      return single(state, Linear.of(source.of(node).charCodeAt(1)), INT);
    case 'true':
      return single(state, Linear.one, INT);
    case 'false':
    case 'null':
      return single(state, Linear.zero, node.type === 'null' ? { kind: 'pointer', to: null } : INT);
    case 'parenthesized_expression':
    case 'condition_clause':
      return inner(machine, state, node, frame);
    case 'identifier':
      return identifier(machine, state, node, frame);
    case 'field_expression':
    case 'subscript_expression':
      return machine.locate(state, node, frame).map(({ state: s, place }) => load(s, place));
    case 'pointer_expression':
      return pointerExpression(machine, state, node, frame);
    case 'unary_expression':
      return unary(machine, state, node, frame);
    case 'binary_expression':
      return binary(machine, state, node, frame);
    case 'conditional_expression':
      return conditional(machine, state, node, frame);
    case 'assignment_expression':
      return assignment(machine, state, node, frame);
    case 'update_expression':
      return update(machine, state, node, frame);
    case 'cast_expression':
      return cast(machine, state, node, frame);
    case 'comma_expression':
      return comma(machine, state, node, frame);
    case 'call_expression':
      return callExpression(machine, state, node, frame);
    case 'compound_statement':
      return machine.block(state, node, frame);
    case 'compound_literal_expression':
      return single(state, unknown(state, node, frame));
    case 'sizeof_expression':
    case 'alignof_expression':
    case 'offsetof_expression':
      return single(state, constantSymbol(state, source.short(node)), UNSIGNED_LONG);
    case 'string_literal':
    case 'concatenated_string':
      return single(state, constantSymbol(state, 'a string'), { kind: 'pointer', to: null });
    default:
      return single(state, unknown(state, node, frame));
  }
}

function load(state: State, place: Place): Value {
  return { state, value: read(state, place), type: place.type };
}

function inner(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const expression = node.children.find((c) => c.named && c.type !== 'comment');
  return expression
    ? machine.evaluate(state, expression, frame)
    : single(state, unknown(state, node, frame));
}

function pointerExpression(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): Value[] {
  const argument = node.childByField('argument');
  if (argument === null) return single(state, unknown(state, node, frame));
  if (node.children[0]?.type === '&')
    return machine.locate(state, argument, frame).map(({ state: s, place }) => ({
      state: s,
      value: addressOf(s, place),
      type: { kind: 'pointer', to: place.type },
    }));
  return machine.locate(state, node, frame).map(({ state: s, place }) => load(s, place));
}

function cast(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const value = node.childByField('value');
  const descriptor = node.childByField('type');
  if (value === null || descriptor === null) return single(state, unknown(state, node, frame));
  const { source } = frame.code;
  const base = typeOfSpecifiers(descriptor, source);
  const declarator = descriptor.childByField('declarator');
  const type = declarator ? readDeclarator(declarator, base, source).type : base;
  return machine
    .evaluate(state, value, frame)
    .flatMap((v) =>
      type?.kind === 'int'
        ? converted(v.state, v.value, type).map((c) => ({ ...c, type }))
        : [{ ...v, type: type ?? v.type }],
    );
}

function comma(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const left = node.childByField('left');
  const right = node.childByField('right');
  if (left === null || right === null) return single(state, unknown(state, node, frame));
  return machine
    .evaluate(state, left, frame)
    .flatMap((v) => machine.evaluate(v.state, right, frame));
}
