import Parser from 'tree-sitter';
import C from 'tree-sitter-c';
import { materialize } from '../analyzer/syntax/materialize';
import type {
  FunctionSpan,
  SyntaxBackend,
  SyntaxTree,
  TextEdit,
} from '../analyzer/syntax/syntaxBackend';
import type { SyntaxNode } from '../analyzer/syntax/syntaxNode';

class NativeTree implements SyntaxTree {
  constructor(
    readonly tree: Parser.Tree,
    readonly text: string,
  ) {}

  functions(): readonly FunctionSpan[] {
    return this.tree.rootNode.descendantsOfType('function_definition').map((node) => ({
      start: node.startIndex,
      end: node.endIndex,
      hasError: node.hasError,
    }));
  }

  materialize(start = 0, end = this.text.length): SyntaxNode {
    const root = this.tree.rootNode;
    const node =
      start === 0 && end === this.text.length ? root : root.descendantForIndex(start, end - 1);
    return materialize(node.walk());
  }

  dispose(): void {
    // The native binding frees a tree when its JavaScript handle is collected.
  }
}

/** The native parser. Throws when the add-on does not load on this platform. */
export function createNativeBackend(): SyntaxBackend {
  const parser = new Parser();
  parser.setLanguage(C as unknown as Parser.Language);
  return {
    name: 'native',
    parse(text: string, previous?: SyntaxTree, edits: readonly TextEdit[] = []): SyntaxTree {
      void previous;
      void edits;
      // Older bindings refuse strings over 32 KB unless the buffer is told to be larger.
      const bufferSize = Math.max(32768, 2 * (text.length + 1));
      return new NativeTree(parser.parse(text, null, { bufferSize }), text);
    },
  };
}
