import type { CodeText } from '../tokens/codeText';

/** An argument in tokens, first and last included. */
export interface Argument {
  readonly first: number;
  readonly last: number;
}

/** A call `name(…)` in tokens. */
export interface Call {
  readonly name: number;
  readonly open: number;
  readonly close: number;
  readonly args: readonly Argument[];
}

/** The call whose name is the token, or null when it is not called there. */
export function callAt(code: CodeText, name: number): Call | null {
  const open = name + 1;
  const close = code.partner[open] ?? -1;
  if (code.tokens[name]?.kind !== 'word' || code.word(open) !== '(' || close < open) return null;
  const args: Argument[] = [];
  let first = open + 1;
  for (let i = first; i <= close; i++) {
    if (i === close || code.word(i) === ',') {
      if (i > first) args.push({ first, last: i - 1 });
      first = i + 1;
    } else if ((code.partner[i] ?? -1) > i) i = code.partner[i] ?? i;
  }
  return { name, open, close, args };
}

/** Calls of the functions in a stretch of tokens, in source order. */
export function callsOf(
  code: CodeText,
  names: ReadonlySet<string>,
  first: number,
  last: number,
): Call[] {
  const found: Call[] = [];
  for (let i = first; i <= last; i++) {
    if (!names.has(code.word(i))) continue;
    const call = callAt(code, i);
    if (call) found.push(call);
  }
  return found;
}

/** Calls of a function whose name stands on a line. */
export function callsOnLine(code: CodeText, name: string, line: number): Call[] {
  const first = code.tokenFrom(code.lines.startOf(line));
  const last = code.tokenFrom(code.lines.endOf(line)) - 1;
  return callsOf(code, new Set([name]), first, last);
}

export function argumentText(code: CodeText, argument: Argument | undefined): string {
  return argument ? code.between(argument.first, argument.last) : '';
}

/** Whether the call is a statement of its own: `name(…);` with nothing before it. */
export function isStatement(code: CodeText, call: Call): boolean {
  return code.word(call.close + 1) === ';' && code.statementAt(call.name).first === call.name;
}
