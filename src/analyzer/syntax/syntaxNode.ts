/**
 * A node of the C syntax tree as a plain record, independent of the parser that made it.
 *
 * Offsets are UTF-16 units into the original text (normalisation keeps them true), which are
 * exactly VS Code's positions. Nodes stay valid after the parser's own tree is gone.
 */
export class SyntaxNode {
  /** The parent, or null for the root of a materialised subtree. */
  parent: SyntaxNode | null = null;
  /** Its source, kept by `SourceText.of` once it was asked for: names are looked up over and over. */
  text: string | null = null;

  constructor(
    /** Grammar node type of tree-sitter-c, for example `call_expression`. */
    readonly type: string,
    /** False for punctuation and keywords. */
    readonly named: boolean,
    /** Field name under the parent, for example `arguments`. */
    readonly field: string | null,
    public start: number,
    public end: number,
    /** True for a token that the parser inserted to go on. */
    readonly missing: boolean,
    public children: readonly SyntaxNode[],
  ) {
    for (const child of children) child.parent = this;
  }

  /** Takes other children, as after an edit of comments between those it had. */
  adopt(children: readonly SyntaxNode[]): void {
    this.children = children;
    for (const child of children) child.parent = this;
  }

  /** The first child in the given grammar field, if there is one. */
  childByField(field: string): SyntaxNode | null {
    for (const child of this.children) if (child.field === field) return child;
    return null;
  }

  /** Follows the text when something before it was edited. */
  move(by: number): void {
    this.start += by;
    this.end += by;
    for (const child of this.children) child.move(by);
  }

  get namedChildren(): readonly SyntaxNode[] {
    return this.children.filter((child) => child.named);
  }
}

const numbers = new WeakMap<SyntaxNode, number>();
let lastNumber = 0;

/** A number of the node's own, for keys: the same for as long as it lives, wherever the text moves it. */
export function numberOf(node: SyntaxNode): number {
  let number = numbers.get(node);
  if (number === undefined) {
    number = ++lastNumber;
    numbers.set(node, number);
  }
  return number;
}

/** The function definition around a node, or the outermost node that is at hand. */
export function functionAround(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.type !== 'function_definition' && at.parent !== null) at = at.parent;
  return at;
}

/** Every node of the subtree, parents before children, in source order. */
export function* descendants(node: SyntaxNode): Generator<SyntaxNode> {
  const pending = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next;
    for (let i = next.children.length - 1; i >= 0; i--) {
      const child = next.children[i];
      if (child) pending.push(child);
    }
  }
}
