import { wrap } from '../report/wrap';
import type { CodeText } from '../tokens/codeText';
import { comments } from '../tokens/comments';
import { MARK } from './directive';

/** Text to put into a file at an offset. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

const TAB = 8;
const WIDTH = 80;

/**
 * A comment above the statement at an offset that suppresses findings of a rule there, written as
 * the file writes its comments: `//` or block, 80 columns, the statement's indentation.
 */
export function directiveAbove(
  code: CodeText,
  offset: number,
  rule: string,
  reason: string,
): Insertion {
  const { lines } = code;
  const { first } = code.statementAt(Math.min(code.tokenFrom(offset), code.tokens.length - 1));
  const line = Math.min(code.lineOf(first), lines.lineOf(offset));
  const indent = lines.indentOf(line);
  // A comment can't hold its own end; and a reason is one paragraph.
  const words = `${MARK} ignore[${rule}] ${reason.replaceAll('*/', '* /').replace(/\s+/g, ' ').trim()}`;
  const eol = code.text.includes('\r\n') ? '\r\n' : '\n';
  const text = commentLines(words, indent, usesLineComments(code))
    .map((one) => indent + one + eol)
    .join('');
  return { offset: lines.startOf(line), text };
}

function commentLines(words: string, indent: string, lineComments: boolean): string[] {
  // A `//` directive is one line: what follows in the next would not belong to it.
  if (lineComments) return [`// ${words}`];
  const single = `/* ${words} */`;
  const room = WIDTH - indent.replaceAll('\t', ' '.repeat(TAB)).length;
  if (single.length <= room) return [single];
  return ['/*', ...wrap(words, room, { first: ' * ', rest: ' * ' }).split('\n'), ' */'];
}

/** Whether the file writes most of its comments with `//`, the licence line not counted. */
function usesLineComments(code: CodeText): boolean {
  let balance = 0;
  for (const { start, end } of comments(code.text, code.tokens)) {
    if (code.text.slice(start, end).includes('SPDX-License-Identifier')) continue;
    balance += code.text.startsWith('//', start) ? 1 : -1;
  }
  return balance > 0;
}
