import type { SyntaxNode } from '../syntax/syntaxNode';
import { arithmetic } from './arithmetic';
import { assume, booleanTerm, comparison, negation, type Relation } from './conditions';
import { commonType, INT, isPointer, LONG, type CType } from './ctypes';
import { Linear } from './linear';
import { single, type Frame, type Machine, type Value } from './machine';
import type { State } from './state';
import { unknown } from './unknown';

export function unary(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const argument = node.childByField('argument');
  const operator = node.children[0]?.type;
  if (argument === null) return single(state, unknown(state, node, frame));
  return machine.evaluate(state, argument, frame).map(({ state: s, value, type }) => {
    switch (operator) {
      case '!':
        return { state: s, value: negation(s, value), type: INT };
      case '-':
        return { state: s, value: value.times(-1), type: commonType(type, INT) };
      case '+':
        return { state: s, value, type };
      default:
        return { state: s, value: arithmetic(s, '~', value, Linear.zero, type), type };
    }
  });
}

export function binary(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const left = node.childByField('left');
  const right = node.childByField('right');
  const operator = node.childByField('operator')?.type ?? '';
  if (left === null || right === null) return single(state, unknown(state, node, frame));
  if (operator === '&&' || operator === '||')
    return logical(machine, state, operator, left, right, frame);
  return machine.evaluate(state, left, frame).flatMap((a) =>
    machine.evaluate(a.state, right, frame).map((b) => ({
      state: b.state,
      ...operation(b.state, operator, a, b),
    })),
  );
}

const RELATIONS: Readonly<Record<string, { relation: Relation; swap: boolean }>> = {
  '<': { relation: '<', swap: false },
  '<=': { relation: '<=', swap: false },
  '>': { relation: '<', swap: true },
  '>=': { relation: '<=', swap: true },
  '==': { relation: '==', swap: false },
  '!=': { relation: '!=', swap: false },
};

export function operation(
  state: State,
  operator: string,
  a: Value,
  b: Value,
): { value: Linear; type: CType | null } {
  const relation = RELATIONS[operator];
  if (relation !== undefined) {
    const [x, y] = relation.swap ? [b, a] : [a, b];
    return {
      value: comparison(state, relation.relation, x.value, y.value, x.type, y.type),
      type: INT,
    };
  }
  const shift = operator === '<<' || operator === '>>';
  const type = shift ? commonType(a.type, INT) : commonType(a.type, b.type);
  const pointers = isPointer(a.type) && isPointer(b.type);
  return {
    value: arithmetic(state, operator, a.value, b.value, type),
    type: pointers ? LONG : type,
  };
}

/** `a && b` in a value: kept whole unless `b` does something that must only happen after `a`. */
function logical(
  machine: Machine,
  state: State,
  operator: string,
  left: SyntaxNode,
  right: SyntaxNode,
  frame: Frame,
): Value[] {
  return machine.evaluate(state, left, frame).flatMap((a) => {
    if (!hasEffect(right))
      return machine.evaluate(a.state, right, frame).map((b) => ({
        state: b.state,
        value: booleanTerm(b.state, operator, [a.value, b.value]),
        type: INT,
      }));
    const shortcut = operator === '||';
    const done = machine
      .assumeExpression(a.state.clone(), left, shortcut, frame)
      .map((s) => ({ state: s, value: Linear.of(shortcut ? 1 : 0), type: INT }));
    const on = machine
      .assumeExpression(a.state, left, !shortcut, frame)
      .flatMap((s) => machine.evaluate(s, right, frame))
      .map((b) => ({ ...b, value: booleanTerm(b.state, 'bool', [b.value]), type: INT }));
    return [...done, ...on];
  });
}

function hasEffect(node: SyntaxNode): boolean {
  return (
    node.type === 'call_expression' ||
    node.type === 'assignment_expression' ||
    node.type === 'update_expression' ||
    node.children.some(hasEffect)
  );
}

export function conditional(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): Value[] {
  const condition = node.childByField('condition');
  const consequence = node.childByField('consequence');
  const alternative = node.childByField('alternative');
  if (condition === null || alternative === null) return single(state, unknown(state, node, frame));
  const no = (s: State) => machine.evaluate(s, alternative, frame);
  // `a ?: b` is a when a is not zero.
  if (consequence === null)
    return machine.evaluate(state, condition, frame).flatMap((v) => {
      const test = booleanTerm(v.state, 'bool', [v.value]);
      return [
        ...assume(v.state.clone(), test, true).map((s) => ({ ...v, state: s })),
        ...assume(v.state, test, false).flatMap(no),
      ];
    });
  return [
    ...machine
      .assumeExpression(state.clone(), condition, true, frame)
      .flatMap((s) => machine.evaluate(s, consequence, frame)),
    ...machine.assumeExpression(state, condition, false, frame).flatMap(no),
  ];
}
