import type { Finding, Release, Site } from '../records';
import type { CodeText, FunctionTokens, StatementTokens } from '../tokens/codeText';
import { type Refusal, refuse } from './edit';
import { labelOf } from './resultVariable';

/** The statement by which a path with pages still held leaves what only it runs through. */
export interface LeakExit {
  readonly statement: StatementTokens;
  /** The label that it jumps to; null for a return. */
  readonly label: string | null;
}

const LEAVING = /^(return|goto|break|continue|kfree|kvfree|vfree)$/;

/**
 * Where a release belongs that a leak's path lacks: before the return that ends it, or, when that
 * stands behind a label that other paths reach too, before the goto that the path took there.
 *
 * @param releases Those that give the same pages back: a goto that leads to one lacks none.
 */
export function leakExit(
  code: CodeText,
  finding: Finding,
  releases: readonly Release[],
  acquire: number,
  body: FunctionTokens,
): LeakExit | Refusal {
  const at = code.tokenFrom(code.lines.startOf(finding.line) + finding.column - 1);
  if (at <= acquire || at >= body.close)
    return refuse('the path ends where nothing can be inserted');
  const statement = code.statementAt(at);
  const labels = labelsBetween(code, acquire, at, body);
  if (labels.length === 0) {
    return LEAVING.test(code.word(statement.first)) || code.word(at) === 'return'
      ? { statement: leavingStatement(code, statement, at), label: null }
      : refuse('the path ends in no return, goto or free');
  }
  const gotos = gotosTo(code, acquire, at, labels, releases, body);
  const taken = gotos.filter((token) => isOnPath(code, token, finding));
  const [only] = taken.length > 0 ? taken : gotos;
  if (only === undefined || (taken.length !== 1 && gotos.length !== 1)) {
    return refuse('several paths end here; which of them lacks the release is not certain');
  }
  return { statement: { first: only, last: only + 2 }, label: code.word(only + 1) };
}

/** Under an `if` without braces the statement of the text begins with the `if`. */
function leavingStatement(
  code: CodeText,
  { first, last }: StatementTokens,
  at: number,
): StatementTokens {
  return { first: LEAVING.test(code.word(first)) ? first : at, last };
}

/** Names of the labels between two tokens of a function. */
function labelsBetween(
  code: CodeText,
  from: number,
  until: number,
  body: FunctionTokens,
): string[] {
  const names: string[] = [];
  for (let i = from; i < until; i++) {
    const name = code.word(i);
    if (code.word(i + 1) !== ':' || /^(default|case)$/.test(name)) continue;
    if (labelOf(code, name, body) === i) names.push(name);
  }
  return names;
}

/** The gotos behind the acquire that reach the exit without running through a release. */
function gotosTo(
  code: CodeText,
  acquire: number,
  exit: number,
  labels: readonly string[],
  releases: readonly Release[],
  body: FunctionTokens,
): number[] {
  const releaseLines = releases
    .filter((release) => release.function === body.name)
    .map(({ line }) => line);
  const exitLine = code.lineOf(exit);
  const found: number[] = [];
  for (let i = acquire; i < exit; i++) {
    const name = code.word(i + 1);
    if (code.word(i) !== 'goto' || !labels.includes(name)) continue;
    const labelLine = code.lineOf(labelOf(code, name, body) ?? exit);
    if (!releaseLines.some((line) => line >= labelLine && line <= exitLine)) found.push(i);
  }
  return found;
}

/** Whether the path of the finding goes into the arm that the goto stands in. */
function isOnPath(code: CodeText, token: number, finding: Finding): boolean {
  const arm = armOf(code, token);
  if (arm === null) return true;
  const [from, to] = [code.lineOf(arm.condition), code.lineOf(arm.conditionEnd)];
  // The analyzer says of each branch which way the path went.
  const way = arm.otherwise ? / is false$/ : / is true$/;
  return finding.path.some(
    ({ file, line, message }) =>
      file === finding.file && from <= line && line <= to && way.test(message),
  );
}

interface Arm {
  readonly condition: number;
  readonly conditionEnd: number;
  /** Whether it is the `else` arm. */
  readonly otherwise: boolean;
}

/** The arm of an `if` that holds the statement; null when it stands in none. */
function armOf(code: CodeText, token: number): Arm | null {
  for (let i = token - 1; i > 0; i--) {
    const partner = code.partner[i] ?? -1;
    const word = code.word(i);
    const governs = i === token - 1 || word === '{';
    const before = word === '{' ? i - 1 : i;
    if (governs && code.word(before) === ')') return armFrom(code, before, false);
    if (governs && code.word(before) === 'else') return elseArm(code, before);
    if (word === '{') return null;
    if (partner >= 0 && partner < i) i = partner;
  }
  return null;
}

function armFrom(code: CodeText, close: number, otherwise: boolean): Arm | null {
  const open = code.partner[close] ?? -1;
  if (open < 1 || code.word(open - 1) !== 'if') return null;
  return { condition: open, conditionEnd: close, otherwise };
}

/** The `if` of an `else`: before its braces, or before its single statement. */
function elseArm(code: CodeText, token: number): Arm | null {
  const before = token - 1;
  if (code.word(before) === '}') return armFrom(code, (code.partner[before] ?? 1) - 1, true);
  const { first } = code.statementAt(before - 1);
  const close = code.word(first) === 'if' ? (code.partner[first + 1] ?? -1) : -1;
  return close > 0 ? armFrom(code, close, true) : null;
}

/**
 * The label right above another whose statements are only releases of the site: to jump there instead
 * releases and then goes on as before. Null when there is none.
 */
export function releasingLabel(
  code: CodeText,
  label: string,
  site: Site,
  body: FunctionTokens,
): string | null {
  const target = labelOf(code, label, body);
  if (target === null) return null;
  const lines = new Set(
    site.releases
      .filter(({ file, function: name }) => file === site.file && name === body.name)
      .map(({ line }) => line),
  );
  let i = target - 1;
  while (code.word(i) === ';') {
    const { first } = code.statementAt(i - 1);
    const labelled =
      code.word(first + 1) === ':' && labelOf(code, code.word(first), body) === first;
    const start = labelled ? first + 2 : first;
    if (!lines.has(code.lineOf(start)) || code.word(start + 1) !== '(') return null;
    if (labelled) return code.word(first);
    i = first - 1;
  }
  return null;
}
