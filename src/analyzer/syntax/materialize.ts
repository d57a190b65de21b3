import { SyntaxNode } from './syntaxNode';

/** What both tree-sitter bindings' cursors offer, after their differences are adapted away. */
export interface Cursor {
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldName: string | null;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** Copies the subtree under the cursor into plain records and leaves the cursor where it was. */
export function materialize(cursor: Cursor): SyntaxNode {
  const type = cursor.nodeType;
  const named = cursor.nodeIsNamed;
  const field = cursor.currentFieldName;
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  const missing = cursor.nodeIsMissing;
  const children: SyntaxNode[] = [];
  if (cursor.gotoFirstChild()) {
    do children.push(materialize(cursor));
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return new SyntaxNode(type, named, field, start, end, missing, children);
}
