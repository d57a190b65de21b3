import type { SyntaxNode } from './syntaxNode';

/** A syntax tree, and the text that its offsets are of. */
export interface TreeOfText {
  readonly root: SyntaxNode;
  readonly text: string;
}

/** Nodes in which a comment is no more than that: it stands between statements. */
const HOLDS_STATEMENTS = /^(?:compound_statement|case_statement)$/;

const isComment = ({ type }: SyntaxNode): boolean => type === 'comment';

const codeOf = (node: SyntaxNode): readonly SyntaxNode[] =>
  node.children.some(isComment)
    ? node.children.filter((child) => !isComment(child))
    : node.children;

/**
 * Whether both trees are the same code: they differ in their spacing, and in comments between
 * statements, at most.
 */
export function isSameCode(before: TreeOfText, after: TreeOfText): boolean {
  const isSame = (a: SyntaxNode, b: SyntaxNode): boolean => {
    if (a.type !== b.type || a.field !== b.field || a.missing !== b.missing) return false;
    if (a.children.length === 0 && b.children.length === 0)
      return before.text.slice(a.start, a.end) === after.text.slice(b.start, b.end);
    if (
      !HOLDS_STATEMENTS.test(a.type) &&
      (a.children.some(isComment) || b.children.some(isComment))
    )
      return false;
    const [mine, others] = [codeOf(a), codeOf(b)];
    return (
      mine.length === others.length && mine.every((node, index) => isSame(node, others[index]))
    );
  };
  return isSame(before.root, after.root);
}

/**
 * Lets the nodes of a tree stand where those of another one do, which has to be the same code: who
 * holds on to them finds them in the later text. The comments become those of the other.
 */
export function standWhere(node: SyntaxNode, other: SyntaxNode): void {
  node.start = other.start;
  node.end = other.end;
  if (node.children.length === 0) return;
  // Text between tokens may be another now.
  node.text = null;
  const mine = codeOf(node);
  let next = 0;
  const children = other.children.map((theirs) => {
    if (isComment(theirs)) return theirs;
    const own = mine[next++];
    standWhere(own, theirs);
    return own;
  });
  node.adopt(children);
}
