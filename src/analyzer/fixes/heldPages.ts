import type { KernelRelease } from '../../kernel';
import type { Site } from '../records';
import type { CodeText } from '../tokens/codeText';
import { argumentFor } from './acquire';
import { type Argument, argumentText, type Call } from './call';
import { type Refusal, refuse } from './edit';
import { isPastFailure } from './pastFailure';
import { changesBetween, resultVariable, wordsOf } from './resultVariable';

/** Which pages of a site are to be given back. */
export type Held = 'all' | 'partial';

/**
 * The statements that give back what a site holds at a token of the same function, one a line, a
 * further tab for what stands under an `if`.
 */
export function releaseStatements(
  code: CodeText,
  site: Site,
  call: Call,
  held: Held,
  at: number,
  release: KernelRelease,
): readonly string[] | Refusal {
  // iov_iter_extract_pages() and its kin count bytes, memfd_pin_folios() takes folios.
  if (!/^(get|pin)_user_pages(_|$)/.test(site.api)) {
    return refuse(`${site.api}() does not answer with a number of pages`);
  }
  const pages = argumentFor(call, site.api, 'pages', release);
  const nr = argumentFor(call, site.api, 'nrPages', release);
  if (pages === null || nr === null) {
    return refuse(`the arguments of ${site.api}() could not be told apart`);
  }
  const [array, wanted] = [argumentText(code, pages), argumentText(code, nr)];
  if (changesBetween(code, wordsOf(code, pages.first, pages.last), call.close, at)) {
    return refuse(`${array} may stand for other pages by then`);
  }
  if (wanted === '1' && array.startsWith('&') && held === 'all') {
    const single = site.tracking === 'pin' ? 'unpin_user_page' : 'put_page';
    return whereTaken(code, call, at, `${single}(${array.slice(1)});`);
  }
  const name = site.tracking === 'pin' ? 'unpin_user_pages' : 'release_pages';
  const count = heldCount(code, call, nr, held, at);
  if (typeof count !== 'string') return count;
  const statement = `${name}(${array}, ${count});`;
  // A short result may also be an errno: there is nothing to give back then.
  return held === 'partial'
    ? [`if (${count} > 0)`, `\t${statement}`]
    : whereTaken(code, call, at, statement);
}

/** The statement, under a test of the result where the call may have failed on the way there. */
function whereTaken(
  code: CodeText,
  call: Call,
  at: number,
  statement: string,
): readonly string[] | Refusal {
  const result = resultVariable(code, call);
  const body = code.functionAt(call.name);
  if (body === undefined || isPastFailure(code, call, result, at, body)) return [statement];
  if (result === null || changesBetween(code, new Set([result]), call.close, at)) {
    return refuse('the path ends where others come by that took no page');
  }
  return [`if (${result} > 0)`, `\t${statement}`];
}

function heldCount(
  code: CodeText,
  call: Call,
  nr: Argument,
  held: Held,
  at: number,
): string | Refusal {
  const result = resultVariable(code, call);
  if (result !== null && !changesBetween(code, new Set([result]), call.close, at)) return result;
  if (held === 'partial') {
    return refuse(
      result === null
        ? 'the result of the call is kept in no variable, so the number of pages held is not known'
        : `${result} no longer holds the number of pages there`,
    );
  }
  const wanted = argumentText(code, nr);
  return changesBetween(code, wordsOf(code, nr.first, nr.last), call.close, at)
    ? refuse(`neither the result nor ${wanted} still holds the number of pages there`)
    : wanted;
}
