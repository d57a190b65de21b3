import type { CodeText, StatementTokens } from '../tokens/codeText';
import { governor } from './statementText';

/** The brace that opens the block a token stands in, or -1 outside of any. */
export function blockOf(code: CodeText, token: number): number {
  for (let i = token - 1; i >= 0; i--) {
    const partner = code.partner[i] ?? -1;
    if (partner >= 0 && partner < i) i = partner;
    else if (code.word(i) === '{') return i;
  }
  return -1;
}

/** Whether a label, or an arm of a `switch`, begins at the token. */
export function isLabel(code: CodeText, token: number): boolean {
  if (/^(case|default)$/.test(code.word(token))) return true;
  return (
    code.tokens[token]?.kind === 'word' &&
    code.word(token + 1) === ':' &&
    /^[;{}:]$/.test(code.word(token - 1))
  );
}

/**
 * Whether every way to a later token leads through a statement, going by the text: it hangs on no
 * condition that the later one does not hang on, and nothing in between can be jumped to or left out
 * by the preprocessor.
 */
export function alwaysBefore(code: CodeText, earlier: StatementTokens, later: number): boolean {
  const open = blockOf(code, earlier.first);
  if (governor(code, earlier.first) >= 0 || (code.partner[open] ?? -1) < later) return false;
  for (let i = earlier.last + 1; i < later; i++) {
    if (code.tokens[i]?.kind === 'directive' || isLabel(code, i)) return false;
  }
  return true;
}

/** Whether control can leave the stretch of statements other than at its end. */
export function isStraight(code: CodeText, first: number, last: number): boolean {
  for (let i = first; i <= last; i++) {
    if (code.tokens[i]?.kind === 'directive') return false;
    if (/^(return|goto|break|continue|case|default)$/.test(code.word(i))) return false;
  }
  return true;
}
