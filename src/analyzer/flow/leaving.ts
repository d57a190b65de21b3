import type { SyntaxNode } from '../syntax/syntaxNode';
import type { FunctionCode } from './functionCode';
import type { Trace } from './state';

/**
 * The goto by which a path left for the end of its function: the one in the last arm it went into that
 * ends in a goto or a return. Null where it left by a return, or ran to the end.
 */
export function leavingGoto(trace: Trace | null, { source }: FunctionCode): SyntaxNode | null {
  for (let at = trace; at !== null; at = at.before) {
    const jump = at.source === source ? jumpBehind(at) : null;
    if (jump !== null) return jump.type === 'goto_statement' ? jump : null;
  }
  return null;
}

/** The goto or return that ends the arm which a step went into, or null. */
export function jumpBehind({ kind, node, truth }: Trace): SyntaxNode | null {
  if (kind !== 'branch') return null;
  const test = node.parent;
  if (test?.type !== 'if_statement') return null;
  const arm = test.childByField(truth === true ? 'consequence' : 'alternative');
  return arm && lastJump(arm);
}

/** The goto or return that an arm ends in, or null. */
export function lastJump(arm: SyntaxNode): SyntaxNode | null {
  let last = arm.type === 'else_clause' ? arm.namedChildren.at(-1) : arm;
  if (last?.type === 'compound_statement')
    last = last.namedChildren.filter(({ type }) => type !== 'comment').at(-1);
  return last?.type === 'goto_statement' || last?.type === 'return_statement' ? last : null;
}
