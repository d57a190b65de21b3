import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';

/** An expression as a sum: a constant, and how often each other part of it is added, by its text. */
export interface Sum {
  readonly constant: number;
  readonly parts: ReadonlyMap<string, number>;
}

export const NOTHING: Sum = { constant: 0, parts: new Map() };

export const ONE: Sum = { constant: 1, parts: new Map() };

export function plus(a: Sum, b: Sum, times = 1): Sum {
  const parts = new Map(a.parts);
  for (const [text, n] of b.parts) {
    const sum = (parts.get(text) ?? 0) + times * n;
    if (sum === 0) parts.delete(text);
    else parts.set(text, sum);
  }
  return { constant: a.constant + times * b.constant, parts };
}

/** Reads `n - i + 1` as what it adds up; what is no sum is one part. */
export function sumOf(node: SyntaxNode, source: SourceText): Sum {
  const [inner] = node.namedChildren;
  if (node.type === 'parenthesized_expression') return sumOf(inner, source);
  if (node.type === 'cast_expression') {
    const value = node.childByField('value');
    if (value !== null) return sumOf(value, source);
  }
  if (node.type === 'binary_expression') {
    const operator = node.childByField('operator')?.type;
    const left = node.childByField('left');
    const right = node.childByField('right');
    if (left !== null && right !== null && (operator === '+' || operator === '-'))
      return plus(sumOf(left, source), sumOf(right, source), operator === '+' ? 1 : -1);
  }
  const text = source.of(node).replace(/\s+/g, '');
  const number = node.type === 'number_literal' ? Number(text.replace(/[uUlL]+$/, '')) : NaN;
  if (Number.isInteger(number)) return { constant: number, parts: new Map() };
  return { constant: 0, parts: new Map([[text, 1]]) };
}
