import { lex } from '../../analyzer/normalise/lexer';
import { isAcquire } from '../../kernel';

/** A call that takes pages, by its function's name and where that stands. */
export interface CallAround {
  readonly api: string;
  /** Offset of the name. */
  readonly start: number;
}

/** The innermost call of an acquire function whose arguments hold the offset. */
export function callAround(text: string, offset: number): CallAround | null {
  // What is open at the offset: for each parenthesis the word in front of it, if any.
  const open: (CallAround | null)[] = [];
  let before: CallAround | null = null;
  for (const token of lex(text, 0, offset)) {
    if (token.text === '(') open.push(before);
    else if (token.text === ')') open.pop();
    // A macro that is no expression may leave a parenthesis open; a brace never stands inside one.
    else if (token.text === '{' || token.text === '}') open.length = 0;
    before = token.kind === 'word' ? { api: token.text, start: token.start } : null;
  }
  return open.findLast((call) => call !== null && isAcquire(call.api)) ?? null;
}
