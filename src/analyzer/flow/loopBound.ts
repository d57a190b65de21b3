import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { Call, Machine } from './machine';
import type { State } from './state';

const LOOP = /^(?:for|while|do)_statement$/;

/**
 * Whether a loop around the call goes on up to a negative errno: in a variable without a sign that is a
 * number of some four billion rounds.
 */
export function runsToErrno(machine: Machine, state: State, call: Call): boolean {
  for (let at = call.node.parent; at && at.type !== 'function_definition'; at = at.parent) {
    const condition = LOOP.test(at.type) ? at.childByField('condition') : null;
    if (condition && namesErrno(machine, state, condition, call)) return true;
  }
  return false;
}

function namesErrno(machine: Machine, state: State, condition: SyntaxNode, call: Call): boolean {
  for (const node of descendants(condition)) {
    if (node.type !== 'identifier') continue;
    for (const { state: s, value, type } of machine.evaluate(state.clone(), node, call.frame)) {
      const isUnsigned = type?.kind === 'int' && !type.signed;
      if (s.symbols.origin(s.normal(value))?.kind === 'wrapped') return true;
      if (isUnsigned && s.facts.provesAtMostZero(value.add(1))) return true;
    }
  }
  return false;
}
