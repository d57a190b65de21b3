import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { NOTHING, ONE, plus, sumOf, type Sum } from './sums';

/** The indices `[from, to)` that a counting loop goes through. */
export interface LoopRange {
  readonly counter: string;
  readonly from: Sum;
  readonly to: Sum;
}

/** What a loop counts through; null for one that does not count by one. */
export function rangeOf(loop: SyntaxNode, source: SourceText): LoopRange | null {
  const condition = loop.childByField('condition');
  if (condition === null) return null;
  return loop.type === 'for_statement'
    ? forRange(loop, condition, source)
    : whileRange(condition, source);
}

interface Comparison {
  readonly left: SyntaxNode;
  readonly operator: string;
  readonly right: SyntaxNode;
}

/** `i < n`, also as the first of several conditions. */
function comparisonIn(node: SyntaxNode): Comparison | null {
  const left = node.childByField('left');
  const right = node.childByField('right');
  const operator = node.childByField('operator')?.type;
  if (left === null || right === null || operator === undefined) return null;
  return operator === '&&' ? comparisonIn(left) : { left, operator, right };
}

function forRange(loop: SyntaxNode, condition: SyntaxNode, source: SourceText): LoopRange | null {
  const text = (node: SyntaxNode) => source.of(node).replace(/\s+/g, '');
  const test = comparisonIn(condition);
  const update = loop.childByField('update');
  const begin = beginning(loop.childByField('initializer'));
  if (test === null || update === null || begin === null) return null;
  const counter = text(test.left);
  if (text(begin.name) !== counter) return null;
  const step = text(update);
  const first = sumOf(begin.value, source);
  const bound = sumOf(test.right, source);
  if (step === `${counter}++` || step === `++${counter}`) {
    if (test.operator === '<') return { counter, from: first, to: bound };
    return test.operator === '<=' ? { counter, from: first, to: plus(bound, ONE) } : null;
  }
  if (step !== `${counter}--` && step !== `--${counter}`) return null;
  const to = plus(first, ONE);
  if (test.operator === '>=') return { counter, from: bound, to };
  return test.operator === '>' ? { counter, from: plus(bound, ONE), to } : null;
}

/** `i = 0` or `int i = 0`. */
function beginning(node: SyntaxNode | null): { name: SyntaxNode; value: SyntaxNode } | null {
  const at =
    node?.type === 'declaration'
      ? (node.namedChildren.find(({ type }) => type === 'init_declarator') ?? null)
      : node;
  const isAssignment = at?.type === 'assignment_expression';
  const name = at?.childByField(isAssignment ? 'left' : 'declarator') ?? null;
  const value = at?.childByField(isAssignment ? 'right' : 'value') ?? null;
  return name === null || value === null ? null : { name, value };
}

/** `while (--i >= 0)`, `while (i--)`: from the count that `i` is before, downwards. */
function whileRange(condition: SyntaxNode, source: SourceText): LoopRange | null {
  const found = /^\((--)?(\w+)(--)?(?:(>=?)(\d+))?\)$/.exec(
    source.of(condition).replace(/\s+/g, ''),
  );
  if (found === null) return null;
  const [, before, counter, after, operator = '>', bound = '0'] = found;
  if ((before === undefined) === (after === undefined)) return null;
  const least = Number(bound) + (operator === '>' ? 1 : 0) - (after === undefined ? 0 : 1);
  const to: Sum = { constant: 0, parts: new Map([[`${counter} before`, 1]]) };
  return { counter, from: plus(NOTHING, { constant: least, parts: new Map() }), to };
}
