import Parser from 'tree-sitter';
import C from 'tree-sitter-c';
import { backendOf, selfCheck } from '../analyzer/syntax/parsedTree';
import type { SyntaxBackend } from '../analyzer/syntax/syntaxBackend';

/** The native parser. Throws when the add-on does not load on this platform. */
export function createNativeBackend(): SyntaxBackend {
  const parser = new Parser();
  parser.setLanguage(C as Parser.Language);
  return selfCheck(
    backendOf('native', (text) => {
      // Older bindings refuse strings over 32 KB unless the buffer is told to be larger.
      const bufferSize = Math.max(32768, 2 * (text.length + 1));
      return parser.parse(text, null, { bufferSize });
    }),
  );
}
