import type { CodeText, FunctionTokens } from '../tokens/codeText';
import type { Call } from './call';

/** The local variable that the result of a call is stored in, or null when it is not stored in one. */
export function resultVariable(code: CodeText, call: Call): string | null {
  const name = code.tokens[call.name - 2];
  const before = code.word(call.name - 3);
  const stored = code.word(call.name - 1) === '=' && name?.kind === 'word';
  return stored && before !== '->' && before !== '.' ? name.text : null;
}

/**
 * Whether a variable, or what an expression reads, may have another value at `until` than behind
 * `from`, going by the text in between: assigned, counted up or down, or its address given away.
 */
export function changesBetween(
  code: CodeText,
  words: ReadonlySet<string>,
  from: number,
  until: number,
): boolean {
  for (let i = from + 1; i < until; i++) {
    if (!words.has(code.word(i))) continue;
    const [before, after] = [code.word(i - 1), code.word(i + 1)];
    if (/^([-+*/%&|^]|<<|>>)?=$/.test(after) || /^(\+\+|--)$/.test(after)) return true;
    if (/^(\+\+|--)$/.test(before)) return true;
    // `f(&n)`, as opposed to `a & n`.
    if (before === '&' && /^[(,=]$/.test(code.word(i - 2))) return true;
  }
  return false;
}

/** The names that an expression reads: variables and fields, not what it calls. */
export function wordsOf(code: CodeText, first: number, last: number): Set<string> {
  const found = new Set<string>();
  for (let i = first; i <= last; i++) {
    if (code.tokens[i]?.kind === 'word' && code.word(i + 1) !== '(') found.add(code.word(i));
  }
  return found;
}

/** Whether the token stands in the body of a loop, as far as the text says. */
export function isInLoop(code: CodeText, token: number, body: FunctionTokens): boolean {
  for (let i = token; i > body.open; i--) {
    const partner = code.partner[i] ?? -1;
    if (partner >= 0 && partner < i) i = partner;
    else if (code.word(i) === '{' && isLoopHeader(code, i - 1)) return true;
  }
  return isLoopHeader(code, code.statementAt(token).first - 1) || jumpsBack(code, token, body);
}

function isLoopHeader(code: CodeText, before: number): boolean {
  if (code.word(before) === 'do') return true;
  const open = code.word(before) === ')' ? (code.partner[before] ?? 0) : 0;
  // for, while and the loop macros of the kernel: list_for_each_entry(), for_each_sg().
  return /^(while|for)$|for_each/.test(code.word(open - 1));
}

/** Whether a later `goto` leads to a label before the token: a loop written by hand. */
function jumpsBack(code: CodeText, token: number, body: FunctionTokens): boolean {
  for (let i = token; i < body.close; i++) {
    if (code.word(i) !== 'goto') continue;
    const label = labelOf(code, code.word(i + 1), body);
    if (label !== null && label < token) return true;
  }
  return false;
}

/** The token of a label's name where it is defined in the function, or null. */
export function labelOf(code: CodeText, name: string, body: FunctionTokens): number | null {
  for (let i = body.open + 1; i < body.close; i++) {
    const defined = code.word(i) === name && code.word(i + 1) === ':';
    if (defined && /^[;{}:]$/.test(code.word(i - 1))) return i;
  }
  return null;
}
