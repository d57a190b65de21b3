import { structTag } from '../flow/ctypes';
import type { FunctionCode } from '../flow/functionCode';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { argumentsOf } from './scope';

/**
 * Whether what a call is given can be of the same object as an expression of another function, or the
 * same one. Functions that take two objects of one struct call them by the same names mostly: what is
 * reached from `source` is not what is reached from `target`.
 */
export function canBeSame(
  expression: SyntaxNode,
  code: FunctionCode,
  call: SyntaxNode,
  caller: FunctionCode,
): boolean {
  const root = rootParameter(expression, code);
  if (root === null || !caller.parameters.some(({ name }) => name === root.name)) return true;
  const theirs = argumentsOf(call)
    .map((argument) => rootParameter(argument, caller))
    .filter((one) => one?.tag === root.tag);
  return theirs.length === 0 || theirs.some((one) => one?.name === root.name);
}

/** The parameter, a pointer to a struct, that an expression starts from. */
function rootParameter(
  expression: SyntaxNode,
  code: FunctionCode,
): { readonly name: string; readonly tag: string } | null {
  let at: SyntaxNode | null = expression;
  while (at && at.type !== 'identifier')
    at = at.childByField('argument') ?? at.childByField('value') ?? at.childByField('left');
  const name = at ? code.source.of(at) : '';
  const tag = structTag(code.parameters.find((one) => one.name === name)?.type ?? null);
  return tag === null ? null : { name, tag };
}
