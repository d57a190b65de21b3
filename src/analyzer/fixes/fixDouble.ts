import type { CodeText, FunctionTokens } from '../tokens/codeText';
import { callAt, callsOnLine, type Call } from './call';
import { type Edit, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { findingPlace, type Fix, type FixContext, type Fixer, firstOf } from './fix';
import { alwaysBefore, blockOf, isLabel, isStraight } from './order';
import { givenBack, marksDirty, type ReleaseUnit, releaseUnit, removal } from './releaseUnit';
import { changesBetween, labelOf, wordsOf } from './resultVariable';
import { lineBreak } from './statementText';

/** The two releases of a finding, in one function, in the order in which the path meets them. */
interface Releases {
  readonly code: CodeText;
  readonly body: FunctionTokens;
  readonly first: Call;
  readonly firstUnit: ReleaseUnit;
  readonly second: Call;
  readonly secondUnit: ReleaseUnit;
}

/**
 * Takes away the release that is too many. Where only some ways to the second one lead through the
 * first, the first goes, or the path is led past the second; what is neither is for a person.
 */
export const fixDouble: Fixer = (context) => {
  const releases = bothReleases(context);
  if (isRefusal(releases)) return releases;
  const change = firstOf(
    () => withoutSecond(releases),
    () => withoutFirst(releases),
    () => pastSecond(releases),
  );
  if (isRefusal(change)) return change;
  const { title, edits } = change;
  const fix: Fix = {
    title,
    preferred: true,
    files: [fileEdits(context.finding.file, edits)],
  };
  return [fix];
};

interface Change {
  readonly title: string;
  readonly edits: readonly Edit[];
}

function bothReleases(context: FixContext): Releases | Refusal {
  const { finding } = context;
  const place = findingPlace(context);
  if (isRefusal(place)) return place;
  const { code, token } = place;
  const second = callAt(code, token);
  const body = code.functionAt(token);
  if (second === null || body === undefined) return refuse('the release is not called by its name');
  // The path names each release that it meets: "put_page() gives back page".
  const step = finding.path.findLast(
    ({ file, line, message }) =>
      file === finding.file && line !== finding.line && message.includes(' gives back '),
  );
  const api = /^\w+/.exec(step?.message ?? '')?.[0] ?? '';
  const calls = step === undefined ? [] : callsOnLine(code, api, step.line);
  const [first] = calls;
  if (first === undefined || calls.length > 1) return refuse('the first release is not certain');
  if (first.name <= body.open || first.name >= second.name) {
    return refuse('the first release stands in another function, or in a later line');
  }
  const [firstUnit, secondUnit] = [releaseUnit(code, first), releaseUnit(code, second)];
  if (firstUnit === null || secondUnit === null) {
    return refuse('a release is no statement of its own');
  }
  const releases = { code, body, first, firstUnit, second, secondUnit };
  return differ(releases, context) ?? releases;
}

/** Why the two may not give back the same pages on every path. */
function differ(
  { code, first, firstUnit, second, secondUnit }: Releases,
  { site }: FixContext,
): Refusal | null {
  if (givenBack(code, first, firstUnit) !== givenBack(code, second, secondUnit)) {
    return refuse('the two releases do not name the same pages');
  }
  const words = new Set(
    first.args.flatMap(({ first: from, last: to }) => [...wordsOf(code, from, to)]),
  );
  const retaken = code.tokens
    .slice(firstUnit.last, secondUnit.first)
    .some(({ text }) => text === site.api);
  // The counter of the loop begins anew in the second one.
  const counter = /^\(\s*(\w+) = /.exec(firstUnit.loop)?.[1] ?? '';
  words.delete(counter);
  if (retaken || changesBetween(code, words, firstUnit.last, secondUnit.first)) {
    return refuse('other pages may be meant by then');
  }
  return null;
}

/** Every way to the second release leads through the first: it is never needed. */
function withoutSecond({ code, first, firstUnit, second, secondUnit }: Releases): Change | Refusal {
  if (firstUnit.condition !== '' || !alwaysBefore(code, firstUnit, secondUnit.first)) {
    return refuse('the first release does not stand on every way to the second');
  }
  if (/\w\(|=(?!=)|\+\+|--/.test(secondUnit.condition.replace(/[!<>=]=/g, ''))) {
    return refuse('the condition of the second release does more than test');
  }
  if (marksDirty(code, second) && !marksDirty(code, first)) {
    return refuse('only the second release marks the pages dirty');
  }
  if (code.word(secondUnit.first - 1) === ':' && code.word(secondUnit.last + 1) === '}') {
    return refuse('nothing would stand behind the label');
  }
  const edit = removal(code, secondUnit);
  if (isRefusal(edit)) return edit;
  const line = String(code.lineOf(first.name));
  const title = `Remove the second release: ${code.word(first.name)}() in line ${line} has done it`;
  return { title, edits: [edit] };
}

/** Every way from the first release leads to the second, which others need too. */
function withoutFirst({ code, first, firstUnit, second, secondUnit }: Releases): Change | Refusal {
  if (firstUnit.condition !== '' || secondUnit.condition !== '') {
    return refuse('one of the releases hangs on a condition');
  }
  // Of a block of its own, a loop perhaps, it may be the only release on some ways.
  const isEnclosed = (code.partner[blockOf(code, firstUnit.first)] ?? -1) > secondUnit.first;
  if (!isEnclosed || !isStraight(code, firstUnit.last + 1, secondUnit.first - 1)) {
    return refuse('not every way from the first release leads to the second');
  }
  if (marksDirty(code, first) && !marksDirty(code, second)) {
    return refuse('only the first release marks the pages dirty');
  }
  // Called meanwhile, something may count on the pages being given back.
  for (let i = firstUnit.last + 1; i < secondUnit.first; i++) {
    if (callAt(code, i) !== null) return refuse('something is called between the two releases');
  }
  const edit = removal(code, firstUnit);
  if (isRefusal(edit)) return edit;
  const line = String(code.lineOf(second.name));
  const title = `Remove the first release: ${code.word(second.name)}() in line ${line} does it`;
  return { title, edits: [edit] };
}

/** The path falls through to a label whose release is for others: it goes past that. */
function pastSecond({ code, body, firstUnit, secondUnit }: Releases): Change | Refusal {
  const colon = secondUnit.first - 1;
  const label = colon - 1;
  const isPlainLabel = isLabel(code, label) && !/^(case|default)$/.test(code.word(label));
  if (code.word(colon) !== ':' || !isPlainLabel || !/^[;}]$/.test(code.word(label - 1))) {
    return refuse('the first release does not stand right above the label of the second');
  }
  const isOnly = firstUnit.condition === '' && alwaysBefore(code, firstUnit, label);
  if (!isOnly || secondUnit.condition !== '') {
    return refuse('not only the first release leads down to the second');
  }
  const next = secondUnit.last + 1;
  const known = isLabel(code, next) ? code.word(next) : null;
  const target = known ?? freeLabel(code, next, body);
  if (target === null) return refuse('there is no place to go to behind the second release');
  const [before, after] = [
    code.tokens[label - 1]?.end ?? 0,
    code.tokens[secondUnit.last]?.end ?? 0,
  ];
  const eol = lineBreak(code);
  const indent = code.lines.indentOf(code.lineOf(label - 1));
  const jump = { start: before, end: before, text: `${eol}${indent}goto ${target};` };
  const place = { start: after, end: after, text: `${eol}${target}:` };
  const title = `Go to ${target} behind the first release`;
  return { title, edits: known === null ? [jump, place] : [jump] };
}

/** A name for a label before the statement, by what it does; null at the end of the function. */
function freeLabel(code: CodeText, next: number, body: FunctionTokens): string | null {
  if (next >= body.close || code.word(next) === '}') return null;
  const name = /^(k|kv|v)free$/.test(code.word(next)) ? 'free' : 'out';
  return labelOf(code, name, body) === null ? name : null;
}
