import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { LeakFact } from './leaks';
import type { SiteFacts } from './rule';

/**
 * Whether the path went by a loop, or through it, that makes the object known which the pages are in, as
 * in `desc->req = req`, and this path is without. What its rounds come to was settled before, where it
 * is not seen: a queue is not empty, and one of its entries is the last.
 */
export function missesPublication({ leftBy, node, root }: LeakFact, { call }: SiteFacts): boolean {
  const object = /^\(?\s*(\w+)\s*(?:->|\.)/.exec(call.site.pages)?.[1];
  const body = call.unit?.body;
  if (object === undefined || !body || call.node === null || root !== call.site.function)
    return false;
  const { end: taken } = call.node;
  const { start: left } = leftBy ?? node;
  for (const loop of descendants(body)) {
    const isPassed = taken < loop.start && loop.end < left;
    if (!isPassed || !/^(?:for|while)_statement$/.test(loop.type)) continue;
    if (stores(loop, (value) => call.file.source.of(value) === object)) return true;
  }
  return false;
}

/** Whether the value is stored in memory anywhere inside. */
function stores(loop: SyntaxNode, isIt: (value: SyntaxNode) => boolean): boolean {
  for (const node of descendants(loop)) {
    if (node.type !== 'assignment_expression') continue;
    const [to, value] = [node.childByField('left'), node.childByField('right')];
    if (to !== null && to.type !== 'identifier' && value !== null && isIt(value)) return true;
  }
  return false;
}
