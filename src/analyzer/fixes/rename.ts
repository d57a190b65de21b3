import type { CodeText } from '../tokens/codeText';
import type { Call } from './call';
import type { Edit } from './edit';
import { columns, whiteSpace } from './layout';

/**
 * Gives a call another name. Lines of arguments that were aligned with the parenthesis stay so;
 * because both directions do the same, renaming back restores the text.
 */
export function renameCall(code: CodeText, call: Call, name: string): Edit[] {
  const token = code.tokens[call.name];
  const close = code.tokens[call.close];
  if (token === undefined || close === undefined || token.text === name) return [];
  const edits: Edit[] = [{ start: token.start, end: token.end, text: name }];
  const { lines } = code;
  const firstLine = lines.lineOf(token.start);
  const paren = code.tokens[call.open]?.end ?? token.end;
  const aligned = columns(code.text.slice(lines.startOf(firstLine), paren));
  const moved = aligned + name.length - token.text.length;
  for (let line = firstLine + 1; line <= lines.lineOf(close.start); line++) {
    const indent = lines.indentOf(line);
    // Only what is aligned in the way we would write it: else the way back were another one.
    if (indent !== whiteSpace(aligned)) continue;
    const start = lines.startOf(line);
    edits.push({ start, end: start + indent.length, text: whiteSpace(moved) });
  }
  return edits;
}
