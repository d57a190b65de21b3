import { argumentsOf } from '../sites/flagExpression';
import type { SourceText } from '../syntax/sourceText';
import { descendants, functionAround, type SyntaxNode } from '../syntax/syntaxNode';
import type { SiteFacts } from './rule';

/**
 * A condition in the site's function that is there to choose its flags and chooses nothing: both ways
 * come to the same. Null where there is none.
 */
export function idleCondition({ call: { node, fit, file } }: SiteFacts): SyntaxNode | null {
  const index = fit.signature?.index.flags;
  const flags = node && index !== undefined ? argumentsOf(node).at(index) : undefined;
  if (!node || flags === undefined) return null;
  const { source } = file;
  for (const one of descendants(flags)) if (isSameEitherWay(one, source)) return one;
  if (flags.type !== 'identifier') return null;
  const name = source.of(flags);
  for (const one of descendants(functionAround(node))) {
    const value = assignedTo(one, name, source);
    if (value === null) continue;
    for (const part of descendants(value)) if (isSameEitherWay(part, source)) return part;
    if (addsNothing(one, value, source)) return conditionOf(one);
  }
  return null;
}

/** `c ? x : x` */
function isSameEitherWay(node: SyntaxNode, source: SourceText): boolean {
  if (node.type !== 'conditional_expression') return false;
  const [yes, no] = [node.childByField('consequence'), node.childByField('alternative')];
  const text = (arm: SyntaxNode) => source.of(arm).replace(/[\s()]/g, '');
  return yes !== null && no !== null && text(yes) === text(no);
}

/** What a statement gives the variable, or adds to it. */
function assignedTo(node: SyntaxNode, name: string, source: SourceText): SyntaxNode | null {
  const isDeclared = node.type === 'init_declarator';
  if (!isDeclared && node.type !== 'assignment_expression') return null;
  const left = node.childByField(isDeclared ? 'declarator' : 'left');
  return left && source.of(left) === name
    ? node.childByField(isDeclared ? 'value' : 'right')
    : null;
}

/** `if (c) flags |= 0;` */
function addsNothing(node: SyntaxNode, value: SyntaxNode, source: SourceText): boolean {
  return node.childByField('operator')?.type === '|=' && /^\(*0[uUlL]*\)*$/.test(source.of(value));
}

/** The condition of the `if` whose only statement the assignment is, without an `else`. */
function conditionOf(assignment: SyntaxNode): SyntaxNode | null {
  const statement = assignment.parent;
  const block = statement?.parent;
  const isAlone = block?.type === 'compound_statement' && block.namedChildren.length === 1;
  const test = isAlone ? block.parent : block;
  if (test?.type !== 'if_statement' || test.childByField('alternative') !== null) return null;
  return test.childByField('condition');
}
