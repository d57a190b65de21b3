/**
 * A lexer for C as the preprocessor sees it: enough to tell code from comments, strings and
 * directives, and cheap enough to run over every candidate file.
 */

/**
 * `directive` is a whole preprocessor line, continuation lines included, without its newline.
 * Comments and white space produce no token.
 */
export type TokenKind = 'word' | 'number' | 'string' | 'char' | 'punct' | 'directive';

/** A token of the source, `[start, end)` in UTF-16 units. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The source text; for strings and characters only the quote, which is all that is asked for. */
  readonly text: string;
}

const isWordStart = (c: number) =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36 || c >= 128;
const isDigit = (c: number) => c >= 48 && c <= 57;
const isWordPart = (c: number) => isWordStart(c) || isDigit(c);
/** Space, tab, vertical tab, form feed, carriage return, byte order mark and no-break space. */
const isBlank = (c: number) =>
  c === 32 || (c >= 9 && c <= 13 && c !== NEWLINE) || c === 0xfeff || c === 0xa0;

const NEWLINE = 10;
const SLASH = 47;
const STAR = 42;
const BACKSLASH = 92;
const QUOTE = 34;
const APOSTROPHE = 39;
const HASH = 35;

const PUNCT3 = new Set(['...', '<<=', '>>=']);
const PUNCT2 = new Set([
  ...['->', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '+=', '-=', '*=', '/='],
  ...['%=', '&=', '|=', '^=', '##'],
]);

/** The end of the comment at `at`, or `at` when there is none. */
function skipComment(text: string, at: number, end: number): number {
  if (text.charCodeAt(at) !== SLASH) return at;
  const next = text.charCodeAt(at + 1);
  if (next === STAR) {
    const close = text.indexOf('*/', at + 2);
    return close < 0 || close + 2 > end ? end : close + 2;
  }
  if (next === SLASH) {
    for (let i = at + 2; i < end; i++) {
      if (text.charCodeAt(i) === NEWLINE && !endsWithBackslash(text, i)) return i;
    }
    return end;
  }
  return at;
}

/** Whether the line that ends at the newline `at` is continued by a backslash. */
function endsWithBackslash(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before === BACKSLASH || (before === 13 && text.charCodeAt(at - 2) === BACKSLASH);
}

/** The end of the literal that opens at `at`, or `at` when its line ends before it does. */
function skipQuoted(text: string, at: number, end: number): number {
  const quote = text.charCodeAt(at);
  for (let i = at + 1; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) {
      if (text.charCodeAt(i + 1) === 13) i++;
      i++;
    } else if (c === quote) return i + 1;
    else if (c === NEWLINE) return at;
  }
  return at;
}

/** The end of the directive at `at`: the first newline outside comments that is not continued. */
function skipDirective(text: string, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === NEWLINE) {
      if (!endsWithBackslash(text, i)) return i;
      i++;
    } else if (c === SLASH) {
      const after = skipComment(text, i, end);
      i = after === i ? i + 1 : after;
    } else if (c === QUOTE || c === APOSTROPHE) {
      const after = skipQuoted(text, i, end);
      i = after === i ? i + 1 : after;
    } else i++;
  }
  return end;
}

function numberEnd(text: string, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const c = text.charCodeAt(i);
    const exponentSign = (c === 43 || c === 45) && /[eEpP]/.test(text.charAt(i - 1));
    if (!isWordPart(c) && c !== 46 && !exponentSign) break;
    i++;
  }
  return i;
}

/**
 * The tokens of `[start, end)` in order. With `directives` false a `#` is an ordinary token, which
 * is what the body of a macro needs. Unterminated literals and comments never throw: a literal ends
 * at its line, a comment at the end of the text.
 */
export function lex(text: string, start = 0, end = text.length, directives = true): Token[] {
  const tokens: Token[] = [];
  let lineStart = true;
  let i = start;
  const push = (kind: TokenKind, to: number, value?: string) => {
    tokens.push({ kind, start: i, end: to, text: value ?? text.slice(i, to) });
    i = to;
    lineStart = false;
  };
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === NEWLINE) {
      lineStart = true;
      i++;
    } else if (isBlank(c)) i++;
    else if (c === BACKSLASH && /^\r?\n/.test(text.slice(i + 1, i + 3)))
      i = text.indexOf('\n', i) + 1;
    else if (c === SLASH && skipComment(text, i, end) !== i) i = skipComment(text, i, end);
    else if (c === HASH && lineStart && directives) push('directive', skipDirective(text, i, end));
    else if (isWordStart(c)) {
      let to = i + 1;
      while (to < end && isWordPart(text.charCodeAt(to))) to++;
      push('word', to);
    } else if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(i + 1)))) {
      push('number', numberEnd(text, i, end));
    } else if ((c === QUOTE || c === APOSTROPHE) && skipQuoted(text, i, end) !== i) {
      push(c === QUOTE ? 'string' : 'char', skipQuoted(text, i, end), c === QUOTE ? '"' : "'");
    } else {
      const three = text.slice(i, i + 3);
      const width = PUNCT3.has(three) ? 3 : PUNCT2.has(three.slice(0, 2)) ? 2 : 1;
      push('punct', Math.min(i + width, end));
    }
  }
  return tokens;
}
