import { isAcquire } from '../../kernel';
import { argumentsOf } from '../sites/flagExpression';
import { descendants, functionAround, type SyntaxNode } from '../syntax/syntaxNode';
import type { SiteFacts } from './rule';

/** The other calls of the site's function that take pages. */
function* siblings({ call: { node, file } }: SiteFacts): Generator<SyntaxNode> {
  if (node === null) return;
  for (const one of descendants(functionAround(node))) {
    if (one.type !== 'call_expression' || one === node) continue;
    if (isAcquire(file.source.of(one.childByField('function') ?? one))) yield one;
  }
}

/**
 * A second attempt, made only because the first was refused, that asks for just the same: so the first
 * was to ask for more. Null where there is none.
 */
export function sameAgain(facts: SiteFacts): SyntaxNode | null {
  const { node, file } = facts.call;
  if (node === null) return null;
  const text = (one: SyntaxNode) => file.source.of(one).replace(/\s+/g, '');
  for (const one of siblings(facts))
    if (
      one.start > node.end &&
      text(one) === text(node) &&
      isOnRefusal(one, node, file.source.text)
    )
      return one;
  return null;
}

/** The statements between the two calls are one `if`, which asks for -EFAULT. */
function isOnRefusal(again: SyntaxNode, first: SyntaxNode, text: string): boolean {
  for (let at = again.parent; at !== null && at.start > first.end; at = at.parent) {
    const condition = at.type === 'if_statement' ? at.childByField('condition') : null;
    if (condition === null) continue;
    return (
      /==\s*-EFAULT\b/.test(text.slice(condition.start, condition.end)) &&
      !text.slice(first.end, at.start).includes('return')
    );
  }
  return false;
}

const WRITES_FOR_LONG = /^(?=.*\bFOLL_WRITE\b)(?=.*\bFOLL_LONGTERM\b)[\w\s|()]+$/s;

/**
 * Another call of the function that takes pages for as long, and says that they are written to, where
 * this one says nothing of it. Null where there is none, and where the flags are worked out.
 */
export function writesForLong(facts: SiteFacts): SyntaxNode | null {
  const { node, fit, file, flags } = facts.call;
  const index = fit.signature?.index.flags;
  if (node === null || index === undefined || !flags.must.has('FOLL_LONGTERM')) return null;
  const flagsOf = (one: SyntaxNode) => argumentsOf(one).at(index);
  const own = flagsOf(node);
  if (own === undefined || /[a-z]/.test(file.source.of(own))) return null;
  for (const one of siblings(facts)) {
    const other = flagsOf(one);
    const isSame = calleeOf(one) === calleeOf(node);
    if (isSame && other !== undefined && WRITES_FOR_LONG.test(file.source.of(other))) return one;
  }
  return null;

  function calleeOf(one: SyntaxNode): string {
    return file.source.of(one.childByField('function') ?? one);
  }
}
