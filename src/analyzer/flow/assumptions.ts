import type { SyntaxNode } from '../syntax/syntaxNode';
import { assume } from './conditions';
import type { Frame, Machine } from './machine';
import type { State } from './state';

/**
 * The states in which the expression is true (or false): what `&&`, `||` and `!` are made of is
 * decided one by one. Consumes the given state.
 */
export function assumeExpression(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  truth: boolean,
  frame: Frame,
): State[] {
  const inner = node.children.find((c) => c.named && c.type !== 'comment');
  if (node.type === 'parenthesized_expression' && inner && inner.type !== 'compound_statement')
    return machine.assumeExpression(state, inner, truth, frame);
  const operator = node.childByField('operator')?.type;
  const left = node.childByField('left');
  const right = node.childByField('right');
  if (node.type === 'unary_expression' && node.children[0]?.type === '!') {
    const argument = node.childByField('argument');
    if (argument) return machine.assumeExpression(state, argument, !truth, frame);
  }
  if ((operator === '&&' || operator === '||') && left && right) {
    const both = (operator === '&&') === truth;
    if (both)
      return machine
        .assumeExpression(state, left, truth, frame)
        .flatMap((s) => machine.assumeExpression(s, right, truth, frame));
    return [
      ...machine.assumeExpression(state.clone(), left, truth, frame),
      ...machine
        .assumeExpression(state, left, !truth, frame)
        .flatMap((s) => machine.assumeExpression(s, right, truth, frame)),
    ];
  }
  return machine.evaluate(state, node, frame).flatMap((v) => assume(v.state, v.value, truth));
}
