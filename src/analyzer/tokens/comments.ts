import type { Token } from '../normalise/lexer';

/** A comment of the source, its marks included: `[start, end)`. */
export interface Comment {
  readonly start: number;
  readonly end: number;
}

/**
 * The comments between the tokens of a text. Those inside a preprocessor line belong to that line's
 * token and are not listed.
 */
export function comments(text: string, tokens: readonly Token[]): Comment[] {
  const found: Comment[] = [];
  let from = 0;
  for (const token of tokens) {
    if (token.start > from) inGap(text, from, token.start, found);
    from = token.end;
  }
  inGap(text, from, text.length, found);
  return found;
}

/** Between two tokens there is nothing but white space, continued lines and comments. */
function inGap(text: string, start: number, end: number, found: Comment[]): void {
  let at = text.indexOf('/', start);
  while (at >= 0 && at < end) {
    const to = text.charAt(at + 1) === '*' ? blockEnd(text, at, end) : lineEnd(text, at, end);
    found.push({ start: at, end: to });
    at = text.indexOf('/', to);
  }
}

function blockEnd(text: string, at: number, end: number): number {
  const close = text.indexOf('*/', at + 2);
  return close < 0 ? end : Math.min(close + 2, end);
}

/** A backslash at its end carries a `//` comment on to the next line. */
function lineEnd(text: string, at: number, end: number): number {
  for (let i = text.indexOf('\n', at); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) {
    if (!/\\\r?$/.test(text.slice(at, i))) return text.charAt(i - 1) === '\r' ? i - 1 : i;
  }
  return end;
}
