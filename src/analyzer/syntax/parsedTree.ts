import { GrammarNames } from './grammarNames';
import { type Cursor, materialize } from './materialize';
import type { FunctionSpan, SyntaxBackend, SyntaxTree } from './syntaxBackend';
import type { SyntaxNode } from './syntaxNode';

/** What the native and the WASM binding have in common, as far as it is needed here. */
interface BindingNode {
  walk(): Cursor & { delete?(): void };
  descendantForIndex(start: number, end: number): BindingNode | null;
}

export interface BindingTree {
  readonly rootNode: BindingNode;
  /** WASM memory is not collected; native trees free themselves. */
  delete?(): void;
}

/** Nodes outside functions that can hold a function. */
const HOLDS_FUNCTIONS =
  /^(?:translation_unit|preproc_|linkage_specification$|declaration_list$|ERROR$)/;

class ParsedTree implements SyntaxTree {
  constructor(
    private readonly tree: BindingTree,
    private readonly names: GrammarNames,
  ) {}

  functions(): readonly FunctionSpan[] {
    const spans: FunctionSpan[] = [];
    this.visit(this.tree.rootNode, (cursor) => {
      let depth = 0;
      for (;;) {
        const { type } = this.names.kind(cursor);
        if (type === 'function_definition') {
          const { startIndex: start, endIndex: end, currentNode } = cursor;
          spans.push({ start, end, hasError: currentNode.hasError });
        } else if (HOLDS_FUNCTIONS.test(type) && cursor.gotoFirstChild()) {
          depth++;
          continue;
        }
        while (!cursor.gotoNextSibling()) {
          if (depth-- === 0) return;
          cursor.gotoParent();
        }
      }
    });
    return spans;
  }

  materialize(span: FunctionSpan | null = null, origin = 0): SyntaxNode {
    const root = this.tree.rootNode;
    const node = span ? (root.descendantForIndex(span.start, span.end - 1) ?? root) : root;
    return this.visit(node, (cursor) => materialize(cursor, this.names, origin));
  }

  dispose(): void {
    this.tree.delete?.();
  }

  private visit<T>(node: BindingNode, visitor: (cursor: Cursor) => T): T {
    const cursor = node.walk();
    try {
      return visitor(cursor);
    } finally {
      cursor.delete?.();
    }
  }
}

/** Makes a backend of a binding's `parse`. */
export function backendOf(
  name: SyntaxBackend['name'],
  parse: (text: string) => BindingTree,
): SyntaxBackend {
  const names = new GrammarNames();
  return { name, parse: (text) => new ParsedTree(parse(text), names) };
}

/**
 * Parses one function and says what went wrong, so that a grammar and a runtime that do not fit
 * fail with a sentence instead of a cryptic error, or worse, with wrong trees.
 */
export function selfCheck(backend: SyntaxBackend): SyntaxBackend {
  const text = 'int f(struct page **p)\n{\n\treturn g(p, 1);\n}\n';
  const tree = backend.parse(text);
  const [span, ...more] = tree.functions();
  const root = tree.materialize();
  tree.dispose();
  const isRight = span?.start === 0 && span.end === text.length - 1 && more.length === 0;
  if (!isRight || span.hasError || root.type !== 'translation_unit') {
    throw new Error(`the ${backend.name} C parser answers nonsense: runtime and grammar differ`);
  }
  return backend;
}
