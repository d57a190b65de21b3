import type { SourceText } from '../../../src/analyzer/syntax/sourceText';
import { descendants, type SyntaxNode } from '../../../src/analyzer/syntax/syntaxNode';
import { isAcquire, RELEASE_FUNCTIONS } from '../../../src/kernel';

/** A function as the operators see it: its text and the calls in it. */
export interface FunctionShape {
  readonly name: string;
  readonly syntax: SyntaxNode;
  readonly source: SourceText;
  readonly calls: readonly CallShape[];
  /** The calls that take pages. */
  readonly sites: readonly CallShape[];
}

export interface CallShape {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly args: readonly SyntaxNode[];
}

export function shapeOf(name: string, syntax: SyntaxNode, source: SourceText): FunctionShape {
  const calls: CallShape[] = [];
  for (const node of descendants(syntax)) {
    if (node.type !== 'call_expression') continue;
    const callee = node.childByField('function');
    const args = node.childByField('arguments')?.namedChildren ?? [];
    if (callee !== null)
      calls.push({
        name: source.of(callee),
        node,
        args: args.filter(({ type }) => type !== 'comment'),
      });
  }
  const sites = calls.filter((call) => isAcquire(call.name));
  return { name, syntax, source, calls, sites };
}

const RELEASES: ReadonlySet<string> = new Set(RELEASE_FUNCTIONS.map(({ name }) => name));

export const isRelease = ({ name }: CallShape): boolean => RELEASES.has(name);

/** The names in an expression that can stand for variables or members. */
export function wordsOf(text: string): string[] {
  return (text.match(/[A-Za-z_]\w*/g) ?? []).filter((word) => !/^(struct|page|sizeof)$/.test(word));
}

/** Names that stand for pages of the function's sites: what they fill, and what is read from it. */
export function pageWords({ sites, syntax, source }: FunctionShape): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { node, args } of sites) {
    for (const arg of args)
      if (/page|folio/i.test(source.of(arg)))
        for (const word of wordsOf(source.of(arg)).slice(-1)) words.add(word);
    const assigned = node.parent;
    const left = assigned?.type === 'assignment_expression' ? assigned.childByField('left') : null;
    if (left !== null) words.add(wordsOf(source.of(left)).at(-1) ?? '');
  }
  for (let more = true; more;) {
    more = false;
    for (const node of descendants(syntax)) {
      const isAssignment = node.type === 'assignment_expression';
      if (!isAssignment && node.type !== 'init_declarator') continue;
      const left = node.childByField(isAssignment ? 'left' : 'declarator');
      const right = node.childByField(isAssignment ? 'right' : 'value');
      if (left === null || right === null || right.type === 'call_expression') continue;
      const target = wordsOf(source.of(left)).at(-1) ?? '';
      if (!words.has(target) && wordsOf(source.of(right)).some((w) => words.has(w))) {
        if (!/page|folio/i.test(target)) continue;
        words.add(target);
        more = true;
      }
    }
  }
  return words;
}

export function enclosing(node: SyntaxNode, type: RegExp): SyntaxNode | null {
  for (let at = node.parent; at !== null; at = at.parent) if (type.test(at.type)) return at;
  return null;
}
