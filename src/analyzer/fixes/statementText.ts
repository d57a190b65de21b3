import type { CodeText, StatementTokens } from '../tokens/codeText';
import type { Edit } from './edit';

/** How a file ends its lines. */
export function lineBreak(code: CodeText): string {
  return code.text.includes('\r\n') ? '\r\n' : '\n';
}

/** The offsets of a statement, its semicolon included. */
export function span(code: CodeText, { first, last }: StatementTokens): [number, number] {
  return [code.tokens[first]?.start ?? 0, code.tokens[last]?.end ?? code.text.length];
}

/**
 * The token that governs a statement without braces, as in `if (x) statement;`: the `)` of the
 * condition, `else` or `do`; or -1 when the statement stands in a list of statements.
 */
export function governor(code: CodeText, first: number): number {
  const before = first - 1;
  const word = code.word(before);
  if (word === 'else' || word === 'do') return before;
  return word === ')' ? before : -1;
}

/**
 * Puts lines of statements before a statement, with its indentation; where the statement is the
 * whole arm of an `if` or the like, braces go round both.
 *
 * @param texts Statements without indentation; a tab more for what is inside another.
 */
export function insertBefore(
  code: CodeText,
  statement: StatementTokens,
  texts: readonly string[],
): Edit[] {
  const eol = lineBreak(code);
  const [start, end] = span(code, statement);
  const line = code.lines.lineOf(start);
  const indent = code.lines.indentOf(line);
  const governing = governor(code, statement.first);
  const added = texts.map((text) => text + eol + indent).join('');
  if (governing < 0) return [{ start, end: start, text: added }];
  const governingEnd = code.tokens[governing]?.end ?? start;
  const closing = indent.replace(/(\t| {1,8})$/, '');
  const next = code.tokens[statement.last + 1];
  const otherwise = next?.text === 'else' ? next.start : end;
  return [
    { start: governingEnd, end: governingEnd, text: ' {' },
    { start, end: start, text: added },
    { start: end, end: otherwise, text: `${eol}${closing}}${otherwise > end ? ' ' : ''}` },
  ];
}
