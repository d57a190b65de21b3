import type { CodeText, FunctionTokens } from '../tokens/codeText';
import type { Call } from './call';
import { blockOf, isLabel } from './order';
import { labelOf } from './resultVariable';

/**
 * Whether a token behind a call that takes pages is reached only where the call did not fail: a test of
 * its result, on every way there, leads elsewhere. Goes by the text.
 *
 * @param result The variable with the result; null where the call is tested itself.
 */
export function isPastFailure(
  code: CodeText,
  call: Call,
  result: string | null,
  at: number,
  body: FunctionTokens,
): boolean {
  const labels = new Set<string>();
  for (let i = at - 1; i >= (ifAround(code, call) ?? call.close); i--) {
    if (isLabel(code, i)) labels.add(code.word(i));
    const isTest = code.word(i) === 'if' && code.word(i + 1) === '(';
    // What jumps in between from before the test may come from where nothing was taken.
    if (isTest && leadsAway(code, i, call, result, at, body)) return !jumps(code, body, i, labels);
  }
  return false;
}

/** Whether one of the labels is jumped to from before the token. */
function jumps(
  code: CodeText,
  body: FunctionTokens,
  until: number,
  labels: ReadonlySet<string>,
): boolean {
  for (let i = body.open; i < until; i++)
    if (code.word(i) === 'goto' && labels.has(code.word(i + 1))) return true;
  return false;
}

/** The `if` in whose condition the call stands. */
function ifAround(code: CodeText, call: Call): number | null {
  const { first } = code.statementAt(call.name);
  for (let i = call.name; i >= first; i--) {
    const close = code.word(i) === 'if' ? (code.partner[i + 1] ?? -1) : -1;
    if (close > call.close) return i;
  }
  return null;
}

interface Arm {
  readonly first: number;
  readonly last: number;
}

function leadsAway(
  code: CodeText,
  token: number,
  call: Call,
  result: string | null,
  at: number,
  body: FunctionTokens,
): boolean {
  const close = code.partner[token + 1] ?? -1;
  const failed = whenFailed(code, token + 2, close - 1, call, result);
  if (failed === null || (code.partner[blockOf(code, token)] ?? -1) < at) return false;
  const then = armAt(code, close + 1);
  const otherwise = code.word(then.last + 1) === 'else' ? armAt(code, then.last + 2) : null;
  const [taken, other] = failed ? [then, otherwise] : [otherwise, then];
  if (other !== null && other.first <= at && at <= other.last) return true;
  return taken !== null && taken.last < at && leaves(code, taken, at, body);
}

function armAt(code: CodeText, first: number): Arm {
  const end = code.word(first) === '{' ? code.partner[first] : undefined;
  return { first, last: end ?? code.statementAt(first).last };
}

/** Whether the last statement of the arm leads past the token. */
function leaves(code: CodeText, { first, last }: Arm, at: number, body: FunctionTokens): boolean {
  const isBlock = code.word(first) === '{';
  const leaving = isBlock && code.word(last - 1) === ';' ? code.statementAt(last - 2).first : first;
  if (code.word(leaving) === 'return') return true;
  if (code.word(leaving) !== 'goto') return false;
  return (labelOf(code, code.word(leaving + 1), body) ?? at) > at;
}

/** What the condition is for certain where the call failed; null where that is not certain. */
function whenFailed(
  code: CodeText,
  first: number,
  last: number,
  call: Call,
  result: string | null,
): boolean | null {
  const parts: { readonly first: number; readonly last: number }[] = [];
  const joints = new Set<string>();
  let from = first;
  for (let i = first; i <= last + 1; i++) {
    const isJoint = code.word(i) === '||' || code.word(i) === '&&';
    if (i === last + 1 || isJoint) {
      parts.push({ first: from, last: i - 1 });
      from = i + 1;
      if (isJoint && i <= last) joints.add(code.word(i));
    } else if ((code.partner[i] ?? -1) > i) i = code.partner[i] ?? i;
  }
  if (joints.size > 1) return null;
  const answers = parts.map((part) => testWhenFailed(code, part.first, part.last, call, result));
  if (joints.has('||')) return answers.includes(true) ? true : null;
  if (joints.has('&&')) return answers.includes(false) ? false : null;
  return answers[0] ?? null;
}

/** The same for `result < 0` and the like. */
function testWhenFailed(
  code: CodeText,
  first: number,
  last: number,
  call: Call,
  result: string | null,
): boolean | null {
  if (/^(likely|unlikely)$/.test(code.word(first)) && code.partner[first + 1] === last)
    return testWhenFailed(code, first + 2, last - 1, call, result);
  const end = subjectEnd(code, first, call, result);
  if (end === null) return null;
  // A negative number is true.
  if (end === last) return true;
  const bound = code.between(end + 2, last);
  // What is compared to an errno is a question about errors.
  if (bound.startsWith('-')) return null;
  switch (code.word(end + 1)) {
    case '<':
    case '<=':
      return true;
    case '!=':
      return true;
    case '>':
    case '>=':
    case '==':
      return false;
    default:
      return null;
  }
}

/** The last token of the result at the start of a test: its variable, the call, or `(n = call())`. */
function subjectEnd(
  code: CodeText,
  first: number,
  call: Call,
  result: string | null,
): number | null {
  if (result !== null && code.word(first) === result && first > call.close) return first;
  if (call.name === first) return call.close;
  const close = code.word(first) === '(' ? (code.partner[first] ?? -1) : -1;
  return close === call.close + 1 ? close : null;
}
