import type { GrammarNames, NamedPosition } from './grammarNames';
import { SyntaxNode } from './syntaxNode';

/** What both tree-sitter bindings' cursors offer. */
export interface Cursor extends NamedPosition {
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentNode: { readonly hasError: boolean };
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/**
 * Nodes nested deeper than this become leaves. Real functions stay below 150; a generated file can
 * nest so deep that whoever recurses over its nodes overflows the stack.
 */
const MAX_DEPTH = 1000;

interface Open {
  readonly cursorType: string;
  readonly named: boolean;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly missing: boolean;
  readonly children: SyntaxNode[];
}

function opened(cursor: Cursor, names: GrammarNames, origin: number): Open {
  const { type, named } = names.kind(cursor);
  const start = cursor.startIndex + origin;
  const end = cursor.endIndex + origin;
  return {
    cursorType: type,
    named,
    field: names.field(cursor),
    start,
    end,
    // Each question crosses into the parser; what it inserted is always empty.
    missing: start === end && cursor.nodeIsMissing,
    children: [],
  };
}

const closed = (open: Open): SyntaxNode => {
  const { cursorType, named, field, start, end, missing, children } = open;
  return (
    postfixFirst(open) ?? new SyntaxNode(cursorType, named, field, start, end, missing, children)
  );
};

/**
 * The grammar reads `!users++` as `(!users)++`; in C what stands behind an operand binds closer (C11
 * 6.5.2 before 6.5.3).
 */
function postfixFirst({ cursorType, field, start, end, children }: Open): SyntaxNode | null {
  const [prefixed, step] = children;
  if (cursorType !== 'update_expression' || prefixed?.type !== 'unary_expression') return null;
  const [operator, operand] = prefixed.children;
  if (step === undefined || operand?.field !== 'argument') return null;
  const inside = {
    cursorType,
    named: true,
    field: 'argument',
    start: operand.start,
    end,
    missing: false,
    children: [operand, step],
  };
  return new SyntaxNode(prefixed.type, true, field, start, end, false, [operator, closed(inside)]);
}

/**
 * Copies the subtree under the cursor into plain records and leaves the cursor where it was.
 *
 * @param origin Added to all offsets.
 */
export function materialize(cursor: Cursor, names: GrammarNames, origin = 0): SyntaxNode {
  const path = [opened(cursor, names, origin)];
  for (;;) {
    if (path.length < MAX_DEPTH && cursor.gotoFirstChild()) {
      path.push(opened(cursor, names, origin));
      continue;
    }
    for (;;) {
      const done = path.pop();
      if (!done) throw new Error('the cursor left its subtree');
      const node = closed(done);
      const parent = path.at(-1);
      if (!parent) return node;
      parent.children.push(node);
      if (cursor.gotoNextSibling()) {
        path.push(opened(cursor, names, origin));
        break;
      }
      cursor.gotoParent();
    }
  }
}
