import { effectsOf } from '../../kernel';
import type { CodeText, FunctionTokens } from '../tokens/codeText';
import { argumentFor, siteCall } from './acquire';
import { type Argument, argumentText, type Call, callAt, isStatement } from './call';
import { countLoop, type CountLoop } from './countLoop';
import { declarationOf, isUnsigned } from './declaration';
import { type Edit, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { findingPlace, type FixContext, type Fixer, firstOf } from './fix';
import { isPastFailure } from './pastFailure';
import { resultVariable } from './resultVariable';
import { lineBreak } from './statementText';
import { takenFor } from './takenPages';

/** Gives back as many pages as the site took: by its result, or one round of a loop less. */
export const fixCount: Fixer = (context) => {
  const place = findingPlace(context);
  if (isRefusal(place)) return place;
  const { code, token } = place;
  const release = callAt(code, token);
  if (release === null) return refuse('the release is not called by its name there');
  const loop = countLoop(code, release);
  const change = firstOf(
    () => byResult(code, release, loop, context),
    () => oneRoundLess(code, loop, context),
  );
  if (isRefusal(change)) return change;
  const { title, edits } = change;
  return [{ title, preferred: true, files: [fileEdits(context.finding.file, edits)] }];
};

interface Change {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** The number asked for, or another one, becomes the number that the call answered. */
function byResult(
  code: CodeText,
  release: Call,
  loop: CountLoop | null,
  context: FixContext,
): Change | Refusal {
  const taken = takenFor(code, release, context);
  if (isRefusal(taken)) return taken;
  const { call, body, result, wanted } = taken;
  const mayFail = !isPastFailure(code, call, result, release.name, body);
  if (loop !== null) {
    const bound = code.between(loop.boundFirst, loop.boundLast);
    if (bound !== wanted && bound !== result) return refuse(`${bound} is not what was asked for`);
    const plain = [loop.counter, result].every((name) => isSigned(code, name, body));
    if (mayFail && !plain) return refuse(`${result} may be negative there`);
    const text = `< ${result}`;
    const title = `Release only the ${result} pages that ${code.word(call.name)}() took`;
    return { title, edits: [replaced(code, loop.operator, loop.boundLast, text)] };
  }
  const count = countArgument(code, release, taken.pages, context);
  if (isRefusal(count)) return count;
  if (argumentText(code, count) !== wanted) {
    return refuse(`${argumentText(code, count)} is not what was asked for`);
  }
  const edit = replaced(code, count.first, count.last, result);
  const title = `Release only the ${result} pages that ${code.word(call.name)}() took`;
  if (!mayFail) return { title, edits: [edit] };
  if (!isStatement(code, release) || code.word(release.close + 2) === 'else') {
    return refuse(`${result} may be negative there`);
  }
  const start = code.tokens[release.name]?.start ?? 0;
  const indent = code.lines.indentOf(code.lineOf(release.name));
  const test = `if (${result} > 0)${lineBreak(code)}${indent}\t`;
  return { title, edits: [{ start, end: start, text: test }, edit] };
}

/** Negative numbers only compare as such where both sides are signed, and known to be. */
function isSigned(code: CodeText, name: string, body: FunctionTokens): boolean {
  const declared = declarationOf(code, name, body);
  return declared !== null && !isUnsigned(code, declared);
}

/** The argument of a release that says how many entries of the site's array it gives back. */
function countArgument(
  code: CodeText,
  release: Call,
  pages: string,
  context: FixContext,
): Argument | Refusal {
  for (const effect of effectsOf(code.word(release.name), context.release) ?? []) {
    if (effect.does !== 'releases' || effect.argument.kind !== 'array') continue;
    const { param, count } = effect.argument;
    const given = release.args[count];
    if (given !== undefined && argumentText(code, release.args[param]) === pages) return given;
  }
  return refuse('the release is not given the array that was filled');
}

/** `i <= n` runs one round too many for n pages. */
function oneRoundLess(
  code: CodeText,
  loop: CountLoop | null,
  { site, source, release }: FixContext,
): Change | Refusal {
  if (loop === null || code.word(loop.operator) !== '<=') {
    return refuse('how many pages are right is not certain');
  }
  const bound = code.between(loop.boundFirst, loop.boundLast);
  const home = source(site.file);
  const call = home && siteCall(home, site);
  if (!home || !call || isRefusal(call)) return refuse(`${site.file} cannot be read`);
  const nr = argumentFor(call, site.api, 'nrPages', release);
  const counts = [argumentText(home, nr ?? undefined), resultVariable(home, call)];
  const body = home.functionAt(call.name);
  // Of an object the count is what the site's function left in that field.
  const field = code.word(loop.boundLast);
  const isKept = counts.some(
    (one) =>
      one !== null && one !== '' && body && setsField(home, body, field, one) && bound !== field,
  );
  if (!isKept) return refuse(`${bound} is not known to be the number of pages`);
  const title = `Release one page less: ${loop.counter} < ${bound}`;
  return { title, edits: [replaced(code, loop.operator, loop.operator, '<')] };
}

function setsField(code: CodeText, body: FunctionTokens, field: string, value: string): boolean {
  for (let i = body.open; i < body.close; i++) {
    const isField = code.word(i) === field && /^(\.|->)$/.test(code.word(i - 1));
    if (isField && code.word(i + 1) === '=' && code.word(i + 3) === ';') {
      if (code.word(i + 2) === value) return true;
    }
  }
  return false;
}

function replaced(code: CodeText, first: number, last: number, text: string): Edit {
  return { start: code.tokens[first]?.start ?? 0, end: code.tokens[last]?.end ?? 0, text };
}
