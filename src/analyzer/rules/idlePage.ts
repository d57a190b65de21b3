import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { SourceText } from '../syntax/sourceText';

/** A local variable for a page, and where it is given one. */
export interface IdlePage {
  readonly name: string;
  readonly node: SyntaxNode;
}

const PAGE = /^(?:const\s+)?struct\s+(?:page|folio)\b/;

/** What gets a page out of where it was kept, without taking anything. */
const LOOKS_UP =
  /^(?:sg_page|sg_page_iter_page|pfn_to_page|phys_to_page|virt_to_page|virt_to_head_page|page_folio|pfn_folio|virt_to_folio|bvec_page)\s*\(/;

/**
 * Variables of a function that are given pages that were looked up, and of which nothing more is asked
 * than whether there is one: what was to be done with the page is gone.
 */
export function* idlePages(root: SyntaxNode, source: SourceText): Generator<IdlePage> {
  const uses = new Map<string, SyntaxNode[]>();
  for (const node of descendants(root)) {
    if (node.type !== 'identifier') continue;
    const name = source.of(node);
    uses.set(name, [...(uses.get(name) ?? []), node]);
  }
  for (const name of pageVariables(root, source)) {
    const all = (uses.get(name) ?? []).map((node) => ({ node, value: valueGiven(node) }));
    const given = all.filter(({ value }) => value !== undefined);
    const looked = given.find(({ value }) => value && LOOKS_UP.test(source.of(value)));
    if (looked === undefined || !all.some(({ value }) => value === undefined)) continue;
    const isOnlyAsked = all.every(({ node, value }) => value !== undefined || isAsked(node));
    if (isOnlyAsked) yield { name, node: looked.node };
  }
}

/** Names of plain pointers to a page that the function itself declares. */
function pageVariables(root: SyntaxNode, source: SourceText): Set<string> {
  const found = new Set<string>();
  for (const node of descendants(root)) {
    if (node.type !== 'declaration' || !PAGE.test(source.of(node))) continue;
    for (const one of node.namedChildren) {
      const declarator = one.type === 'init_declarator' ? one.childByField('declarator') : one;
      if (declarator?.type !== 'pointer_declarator') continue;
      const name = declarator.childByField('declarator');
      if (name?.type === 'identifier') found.add(source.of(name));
    }
  }
  return found;
}

/** What the variable is given where it is named: null for nothing; undefined where it is read. */
function valueGiven({ parent, field }: SyntaxNode): SyntaxNode | null | undefined {
  if (parent?.type === 'pointer_declarator') {
    const around = parent.parent;
    return around?.type === 'init_declarator' ? around.childByField('value') : null;
  }
  const isTarget = parent?.type === 'assignment_expression' && field === 'left';
  return isTarget ? parent.childByField('right') : undefined;
}

/** `if (page)`, `!page`, `page && ...` */
function isAsked(node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at?.parent; at = at.parent) {
    const { parent } = at;
    if (at.field === 'condition') return true;
    if (parent.type === 'parenthesized_expression' || parent.type === 'unary_expression') continue;
    if (!/^(?:&&|\|\|)$/.test(parent.childByField('operator')?.type ?? '')) return false;
  }
  return false;
}
