import type { SyntaxNode } from '../syntax/syntaxNode';
import { descendants } from '../syntax/syntaxNode';
import type { FunctionCode } from './functionCode';
import type { Program } from './machine';

/** Calls of calls that are looked through for what they write. */
const MAX_HOPS = 3;

/** Names of the members that a function may write; null: anything. */
export type Written = ReadonlySet<string> | null;

/**
 * What a function may write in the struct that its parameter of that number points at. It reads the
 * text alone, without regard to order, so the answer holds whatever the path.
 */
export function membersWritten(
  program: Program,
  code: FunctionCode,
  parameter: number,
  hops = MAX_HOPS,
): Written {
  const name = code.parameters.at(parameter)?.name;
  const body = code.syntax.childByField('body');
  if (name === undefined || name === '' || body === null || hops === 0) return null;
  const written = new Set<string>();
  for (const node of descendants(body)) {
    if (node.type !== 'identifier' || code.source.of(node) !== name) continue;
    const use = usedMembers(program, code, node, hops);
    if (use === null) return null;
    for (const member of use) written.add(member);
  }
  return written;
}

const NOTHING: ReadonlySet<string> = new Set();

/** What one mention of the parameter may write. */
function usedMembers(
  program: Program,
  code: FunctionCode,
  mention: SyntaxNode,
  hops: number,
): Written {
  const access = mention.parent;
  if (access === null) return null;
  if (access.type === 'argument_list') return passedOn(program, code, mention, access, hops);
  if (isTest(access)) return NOTHING;
  if (access.type !== 'field_expression' || mention.field !== 'argument') return null;
  const member = access.childByField('field');
  if (member === null) return null;
  const only = new Set([code.source.of(member)]);
  return onlyReads(program, code, access) ? NOTHING : only;
}

function isTest({ type, field, children }: SyntaxNode): boolean {
  if (type === 'parenthesized_expression') return field === 'condition';
  if (type === 'unary_expression') return children[0]?.type === '!';
  return type === 'binary_expression' && children.some((c) => /^(?:[=!]=|&&|\|\|)$/.test(c.type));
}

/** The pointer itself is an argument: the callee writes what it writes. */
function passedOn(
  program: Program,
  code: FunctionCode,
  mention: SyntaxNode,
  list: SyntaxNode,
  hops: number,
): Written {
  const callee = calleeOf(code, list);
  const index = list.children.filter((c) => c.named && c.type !== 'comment').indexOf(mention);
  if (callee === null || index === -1) return null;
  const next = program.functionNamed(callee, code.source);
  return next === null ? null : membersWritten(program, next, index, hops - 1);
}

/** Whether a member is only read where it is mentioned; by value in calls of functions at hand. */
function onlyReads(program: Program, code: FunctionCode, access: SyntaxNode): boolean {
  let inner = access;
  let outer = access.parent;
  while (outer !== null && inner.field === 'argument' && /^(?:field|subscript)_/.test(outer.type)) {
    inner = outer;
    outer = outer.parent;
  }
  if (outer === null) return false;
  switch (outer.type) {
    case 'assignment_expression':
      return inner.field !== 'left';
    case 'update_expression':
    case 'pointer_expression':
      return false;
    case 'argument_list': {
      const callee = calleeOf(code, outer);
      return callee !== null && program.glance(callee, code.source) !== null;
    }
    default:
      return true;
  }
}

function calleeOf(code: FunctionCode, list: SyntaxNode): string | null {
  const callee = list.parent?.childByField('function');
  return callee?.type === 'identifier' ? code.source.of(callee) : null;
}
