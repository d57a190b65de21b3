import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { Frame, Machine } from './machine';
import { disturb, initialValue, read } from './memory';
import type { State } from './state';

interface Assigned {
  readonly node: SyntaxNode;
  /** 1 for something that only counts up, -1 down, 0 for anything else. */
  readonly step: number;
}

const assignedCache = new WeakMap<SyntaxNode, readonly Assigned[]>();

/** What a loop assigns, passes by address included. */
function assignedIn(statement: SyntaxNode): readonly Assigned[] {
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

/** What the loop assigns is unknown now, except that a counter does not run backwards. */
export function forgetAssigned(
  machine: Machine,
  state: State,
  statement: SyntaxNode,
  frame: Frame,
): void {
  for (const target of assignedIn(statement)) {
    if (target.node.type !== 'identifier' && target.node.type !== 'field_expression') continue;
    for (const { state: s, place } of machine.locate(state, target.node, frame)) {
      if (s !== state) return;
      const before = read(s, place);
      disturb(s, place);
      if (target.step === 0) continue;
      const after = initialValue(s, place);
      const moved = after.minus(before).times(-target.step);
      s.facts.addAtMostZero(moved);
    }
  }
}
