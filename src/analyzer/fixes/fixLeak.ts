import type { CodeText, StatementTokens } from '../tokens/codeText';
import { siteCall } from './acquire';
import { callAt } from './call';
import { type Edit, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { type Fix, type FixContext, type Fixer, firstOf } from './fix';
import { type Held, releaseStatements } from './heldPages';
import { leakExit, type LeakExit, releasingLabel } from './leakExit';
import { isInLoop } from './resultVariable';
import { insertBefore } from './statementText';

/** Inserts the release that a path lacks, or sends the path to the label that has it. */
export function fixLeak(held: Held): Fixer {
  return (context) => {
    const { finding, site, source } = context;
    const code = source(site.file);
    if (code === null || finding.file !== site.file) {
      return refuse('the path ends in another file than it began');
    }
    const call = siteCall(code, site);
    if (isRefusal(call)) return call;
    const body = code.functionAt(call.name);
    if (body === undefined) return refuse(`${site.api}() stands in no function`);
    // Of a short result only what this call took is lost; a full one adds to what there was.
    const inLoop = isInLoop(code, call.name, body);
    if (held === 'all' && inLoop) {
      return refuse('the pages are taken in a loop: those of earlier rounds may be held too');
    }
    // Where all went well the pages may have been meant to be kept: that is for a person to say.
    const preferred = finding.rule !== 'leak-on-success';
    // What is released behind a label are, of a short round of a loop, the pages of earlier rounds.
    const releases = inLoop ? [] : site.releases;
    const exit = leakExit(code, finding, releases, call.close, body);
    if (isRefusal(exit)) return exit;
    if (held === 'all' && exit.label !== null) {
      const label = releasingLabel(code, exit.label, site, body);
      if (label !== null) return [{ ...jump(code, site.file, exit, label), preferred }];
    }
    const edits = firstOf(
      () => releaseAt(code, context, held, exit.statement),
      () => releaseAt(code, context, held, armBefore(code, exit.statement, call.close, context)),
    );
    if (isRefusal(edits)) return edits;
    const verb = site.tracking === 'pin' ? 'Unpin' : 'Put';
    const where = exit.label === null ? 'before leaving' : `before going to ${exit.label}`;
    const title = `${verb} the pages ${where}`;
    return [{ title, preferred, files: [fileEdits(site.file, edits)] }];
  };
}

function jump(
  code: CodeText,
  file: string,
  { statement }: LeakExit,
  label: string,
): Omit<Fix, 'preferred'> {
  const token = code.tokens[statement.first + 1];
  const edit = { start: token?.start ?? 0, end: token?.end ?? 0, text: label };
  return { title: `Go to ${label} instead`, files: [fileEdits(file, [edit])] };
}

function releaseAt(
  code: CodeText,
  { site, release }: FixContext,
  held: Held,
  statement: StatementTokens | Refusal,
): readonly Edit[] | Refusal {
  if (isRefusal(statement)) return statement;
  const call = siteCall(code, site);
  if (isRefusal(call)) return call;
  const called = calledIn(code, statement);
  if (called !== null) return refuse(`${called}() may still need the pages`);
  const place = beforeFrees(code, statement, call.close);
  const lines = releaseStatements(code, site, call, held, place.first, release);
  return isRefusal(lines) ? lines : insertBefore(code, place, lines);
}

/** Calls behind which the array of pages, or what holds it, may be gone. */
const FREES = /(^|_)(k|kv|v)?(free|cleanup|destroy|release|put|exit|fini|teardown)/;

/** The first of the statements right before the given one that frees something, or that one itself. */
function beforeFrees(code: CodeText, statement: StatementTokens, acquire: number): StatementTokens {
  let place = statement;
  for (let at = statement; code.word(at.first - 1) === ';' && at.first > acquire + 2;) {
    at = code.statementAt(at.first - 2);
    const call = callAt(code, at.first);
    // A label, an assignment, a condition: what stands above may be reached by other paths.
    if (call === null || code.word(call.close + 1) !== ';') break;
    if (FREES.test(code.word(at.first))) place = at;
  }
  return place;
}

/** What only turns an errno into a pointer or back needs no pages. */
const HARMLESS = /^(ERR_PTR|PTR_ERR|ERR_CAST|sizeof|likely|unlikely|kfree|kvfree|vfree|min|max)$/;

/** A function called in the statement, whose arguments may be the pages. */
function calledIn(code: CodeText, { first, last }: StatementTokens): string | null {
  for (let i = first; i <= last; i++) {
    const called = /^(return|if)$/.test(code.word(i)) ? null : callAt(code, i);
    if (called !== null && !HARMLESS.test(code.word(i))) return code.word(i);
  }
  return null;
}

/**
 * The first statement of the arm that a leaving statement ends, for where the result is overwritten
 * before it leaves. Only of an arm that runs straight to its end.
 */
function armBefore(
  code: CodeText,
  { first }: StatementTokens,
  acquire: number,
  { site }: FixContext,
): StatementTokens | Refusal {
  const releases = new Set(
    site.releases.filter(({ file }) => file === site.file).map(({ line }) => line),
  );
  for (let i = first - 1; i > acquire; i--) {
    if (code.word(i) === '{') {
      return i + 1 < first ? code.statementAt(i + 1) : refuse('there is no earlier statement');
    }
    if (/^(return|goto|break|continue|\})$/.test(code.word(i)) || releases.has(code.lineOf(i)))
      break;
  }
  return refuse('the number of pages held is lost before the path leaves');
}
