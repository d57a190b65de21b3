import type { CallPosition } from '../flow/releases';
import type { ReleaseFact } from '../../kernel';
import { isAcquire } from '../../kernel';
import type { SourceText } from '../syntax/sourceText';
import { descendants, functionAround, type SyntaxNode } from '../syntax/syntaxNode';
import { rangeOf } from './loops';
import { NOTHING, plus, sumOf, type Sum } from './sums';

/** How a release is written that gives back one page more or fewer than its own count says. */
export interface Slip {
  readonly how: 'more' | 'fewer' | 'none';
  /** The expression or the head of the loop, as it stands. */
  readonly text: string;
}

/**
 * Off by one, to be seen from the release alone: `n + 1` pages of an array, `i <= n` or `i = 1` in
 * the loop around it, two pages from the address of one. Null when it adds up, or may.
 */
export function slipOf({ node, source }: CallPosition, { argument }: ReleaseFact): Slip | null {
  const args = (node.childByField('arguments')?.namedChildren ?? []).filter(
    ({ type }) => type !== 'comment',
  );
  if (argument.kind === 'page') return slipOfLoop(node, source);
  if (!('count' in argument)) return null;
  const pages = args.at(argument.param);
  const count = args.at(argument.count);
  if (pages === undefined || count === undefined) return null;
  const said = sumOf(count, source);
  const text = source.short(count, 40);
  if (argument.kind === 'array' && isAddressOfOne(pages)) {
    if (said.parts.size > 0 || said.constant === 1) return null;
    return { how: said.constant < 1 ? 'none' : 'more', text };
  }
  const end = plus(argument.kind === 'array' ? offsetIn(pages, source) : NOTHING, said);
  const around = functionAround(node);
  if (!isOffByOne(end, around, source) || isSaidAgain(count, around, source)) return null;
  return { how: end.constant > 0 ? 'more' : 'fewer', text };
}

/** `&page`, the address of a single pointer. */
function isAddressOfOne(node: SyntaxNode): boolean {
  const [inner] = node.namedChildren;
  return node.type === 'pointer_expression' && inner.type === 'identifier';
}

/** Where in its array `&pages[i]` or `pages + i` begins. */
function offsetIn(node: SyntaxNode, source: SourceText): Sum {
  const [inner] = node.namedChildren;
  const index = inner?.type === 'subscript_expression' ? inner.childByField('index') : null;
  if (node.type === 'pointer_expression' && index !== null) return sumOf(index, source);
  const right = node.type === 'binary_expression' ? node.childByField('right') : null;
  return right === null ? NOTHING : sumOf(right, source);
}

/**
 * One more or fewer than a count. The last of several indices is none, nor is a variable that counts
 * what was done so far, nor is a difference: from the first to the last it is one more.
 */
function isOffByOne({ constant, parts }: Sum, around: SyntaxNode, source: SourceText): boolean {
  if (Math.abs(constant) !== 1 || parts.size === 0) return false;
  const body = source.of(around);
  return [...parts].every(
    ([text, times]) =>
      times > 0 && !/last|max|end|top|high|idx|index/i.test(text) && !isStepped(text, body),
  );
}

function isStepped(text: string, body: string): boolean {
  const name = text.replace(/[^\w]/g, '\\$&');
  return new RegExp(`(?:\\+\\+|--)\\s*${name}\\b|\\b${name}\\s*(?:\\+\\+|--)`).test(body);
}

/** The same expression stands elsewhere in the function: it is what was taken, or asked for. */
function isSaidAgain(node: SyntaxNode, around: SyntaxNode, source: SourceText): boolean {
  const plain = (text: string) => text.replace(/[\s()]/g, '');
  return plain(source.of(around)).split(plain(source.of(node))).length > 2;
}

function slipOfLoop(node: SyntaxNode, source: SourceText): Slip | null {
  const loop = enclosing(node, /^(for|while)_statement$/);
  const range = loop && rangeOf(loop, source);
  if (loop === null || range === null || takesPages(loop, source)) return null;
  const array = arrayIndexedBy(loop, range.counter, source);
  if (array === null) return null;
  const around = functionAround(node);
  const end = loop.childByField('body')?.start ?? loop.end;
  const text = source.text.slice(loop.start, end).trim().replace(/\s+/g, ' ');
  const { from, to } = range;
  if (from.parts.size > 0 || from.constant < 0 || from.constant > 1) return null;
  const isFirstElsewhere = source.of(around).replace(/\s/g, '').includes(`${array}[0]`);
  if (from.constant === 1)
    return to.constant === 0 && !isFirstElsewhere ? { how: 'fewer', text } : null;
  if (!isOffByOne(to, around, source)) return null;
  return { how: to.constant > 0 ? 'more' : 'fewer', text };
}

/** The array of which the loop looks at element after element. */
function arrayIndexedBy(loop: SyntaxNode, counter: string, source: SourceText): string | null {
  const body = loop.childByField('body') ?? loop;
  for (const node of descendants(body)) {
    if (node.type !== 'subscript_expression') continue;
    const index = node.childByField('index');
    const array = node.childByField('argument');
    if (index && array && source.of(index) === counter) return source.of(array).replace(/\s+/g, '');
  }
  return null;
}

function takesPages(loop: SyntaxNode, source: SourceText): boolean {
  for (const node of descendants(loop)) {
    const callee = node.type === 'call_expression' ? node.childByField('function') : null;
    if (callee !== null && isAcquire(source.of(callee))) return true;
  }
  return false;
}

function enclosing(node: SyntaxNode, type: RegExp): SyntaxNode | null {
  for (let at = node.parent; at !== null; at = at.parent) if (type.test(at.type)) return at;
  return null;
}
