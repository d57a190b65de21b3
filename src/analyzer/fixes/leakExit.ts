import type { Finding, Site } from '../records';
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
 */
export function leakExit(
  code: CodeText,
  finding: Finding,
  site: Site,
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
  const gotos = gotosTo(code, acquire, at, labels, site, body);
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
  site: Site,
  body: FunctionTokens,
): number[] {
  const releaseLines = site.releases
    .filter((release) => release.file === site.file && release.function === body.name)
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

/** Whether the path of the finding names the goto's line, or that of the condition it stands under. */
function isOnPath(code: CodeText, token: number, finding: Finding): boolean {
  const lines = new Set(
    finding.path.filter(({ file }) => file === finding.file).map(({ line }) => line),
  );
  const from = code.lineOf(conditionOf(code, token));
  const to = code.lineOf(token);
  // A condition may go over several lines; other statements of the arm count too.
  for (let line = from; line <= to; line++) if (lines.has(line)) return true;
  return false;
}

/** The token of the `if` whose arm holds the statement; the statement itself when there is none. */
function conditionOf(code: CodeText, token: number): number {
  const { first } = code.statementAt(token);
  if (first !== token) return first;
  for (let i = token - 1; i > 0; i--) {
    const partner = code.partner[i] ?? -1;
    if (code.word(i) === '{') return code.statementAt(i).first;
    if (partner >= 0 && partner < i) i = partner;
  }
  return token;
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
