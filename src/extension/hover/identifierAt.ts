import { lex, type Token } from '../../analyzer/normalise/lexer';

/** An identifier of the code and where it stands, `[start, end)` in UTF-16 units. */
export interface Identifier {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The identifier at an offset; null in comments, strings and numbers, and for the name of a struct
 * member, which may be spelled like a function it is not.
 */
export function identifierAt(text: string, offset: number): Identifier | null {
  // Strings and comments only show themselves to who reads from the start, and strings at their end.
  let tokens = lex(text, 0, endOfLine(text, offset));
  const last = tokens.at(-1);
  if (last?.kind === 'directive') tokens = lex(text, last.start, last.end, false);
  const index = tokens.findIndex(({ start, end }) => start <= offset && offset <= end);
  const at = wordAt(tokens, index, offset);
  if (at === null) return null;
  const before = tokens[at - 1]?.text;
  const word = tokens[at];
  if (word === undefined || before === '.' || before === '->') return null;
  return { name: word.text, start: word.start, end: word.end };
}

/** The index of the word that touches the offset: the token there, or the one that begins there. */
function wordAt(tokens: readonly Token[], index: number, offset: number): number | null {
  const candidates = [index, index + 1].filter((at) => {
    const token = tokens[at];
    return token?.kind === 'word' && token.start <= offset && offset <= token.end;
  });
  return candidates[0] ?? null;
}

/** The end of the line that holds the offset, lines continued by a backslash included. */
function endOfLine(text: string, offset: number): number {
  const rest = /(?<!\\\r?)\n/g;
  rest.lastIndex = offset;
  return rest.exec(text)?.index ?? text.length;
}
