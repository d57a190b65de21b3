import { descendants, type SyntaxNode } from '../syntax/syntaxNode';

export interface Assigned {
  readonly node: SyntaxNode;
  /** 1 for something that only counts up, -1 down, 0 for anything else. */
  readonly step: number;
}

const assignedCache = new WeakMap<SyntaxNode, readonly Assigned[]>();

/** What a loop assigns, passes by address included. */
export function assignedIn(statement: SyntaxNode): readonly Assigned[] {
  const known = assignedCache.get(statement);
  if (known) return known;
  const assigned: Assigned[] = [];
  for (const node of descendants(statement)) {
    if (node.type === 'assignment_expression') {
      const left = node.childByField('left');
      if (left) assigned.push({ node: left, step: 0 });
    } else if (node.type === 'update_expression') {
      const argument = node.childByField('argument');
      const step = node.children.some((c) => c.type === '++') ? 1 : -1;
      if (argument) assigned.push({ node: argument, step });
    }
  }
  assignedCache.set(statement, assigned);
  return assigned;
}
