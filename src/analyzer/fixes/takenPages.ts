import type { CodeText, FunctionTokens } from '../tokens/codeText';
import { argumentFor, siteCall } from './acquire';
import { type Argument, argumentText, type Call } from './call';
import { isRefusal, type Refusal, refuse } from './edit';
import type { FixContext } from './fix';
import { changesBetween, isInLoop, labelOf, resultVariable, wordsOf } from './resultVariable';

/** What a site took, as a release in the same function can tell. */
export interface Taken {
  readonly call: Call;
  readonly body: FunctionTokens;
  /** The variable with the number of pages taken, still so at the release. */
  readonly result: string;
  /** What was asked for, and the array that was filled. */
  readonly wanted: string;
  readonly pages: string;
}

/** What the site took, where the release in the same function can still tell. */
export function takenFor(code: CodeText, release: Call, context: FixContext): Taken | Refusal {
  const { site, finding } = context;
  if (site.file !== finding.file) return refuse('the pages are taken in another file');
  if (!/^(get|pin)_user_pages(_|$)/.test(site.api)) {
    return refuse(`${site.api}() does not answer with a number of pages`);
  }
  const call = siteCall(code, site);
  if (isRefusal(call)) return call;
  const body = code.functionAt(call.name);
  if (body === undefined || release.name < call.close || release.name > body.close) {
    return refuse('the pages are taken in another function');
  }
  const result = resultVariable(code, call);
  const nr = argumentFor(call, site.api, 'nrPages', context.release);
  const pages = argumentFor(call, site.api, 'pages', context.release);
  if (result === null || nr === null || pages === null) {
    return refuse('the result of the call is kept in no variable');
  }
  if (isInLoop(code, call.name, body)) return refuse('the pages are taken in a loop');
  const kept = [...wordsOf(code, pages.first, pages.last), result];
  if (changesBetween(code, new Set(kept), call.close, release.name)) {
    return refuse(`${result} no longer holds the number of pages there`);
  }
  const wanted = argumentText(code, nr);
  if (!isOnlySetTo(code, nr, result, call.close, release.name)) {
    return refuse(`${wanted} means something else by then`);
  }
  if (jumpsOver(code, call, release, body)) {
    return refuse('the release is also reached where nothing was taken');
  }
  return { call, body, result, wanted, pages: argumentText(code, pages) };
}

/** Whether what was asked for changes only by `n = result;`, if at all. */
function isOnlySetTo(
  code: CodeText,
  nr: Argument,
  result: string,
  from: number,
  until: number,
): boolean {
  const words = wordsOf(code, nr.first, nr.last);
  for (let i = from; i < until; i++) {
    if (!words.has(code.word(i))) continue;
    const isSet = code.between(i + 1, i + 3) === `= ${result};`;
    if (!isSet && changesBetween(code, words, i - 1, i + 1)) return false;
  }
  return true;
}

/** Whether a `goto` before the acquire leads to a label between it and the release. */
function jumpsOver(code: CodeText, call: Call, release: Call, body: FunctionTokens): boolean {
  for (let i = body.open; i < call.name; i++) {
    if (code.word(i) !== 'goto') continue;
    const label = labelOf(code, code.word(i + 1), body);
    if (label !== null && label > call.close && label < release.name) return true;
  }
  return false;
}
