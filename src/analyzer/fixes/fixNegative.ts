import { functionByName, signatureAt } from '../../kernel';
import type { CodeText, FunctionTokens } from '../tokens/codeText';
import { siteCall } from './acquire';
import { argumentText, callAt, type Call, isStatement } from './call';
import { type Declaration, declarationOf, isUnsigned } from './declaration';
import { type Edit, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import type { FixContext, Fixer } from './fix';
import { resultVariable } from './resultVariable';
import { lineBreak } from './statementText';

/** Lets a negative result be seen: a signed variable, or a test before it is used as a count. */
export const fixNegativeResult: Fixer = (context) => {
  const { site, source } = context;
  const code = source(site.file);
  const call = code && siteCall(code, site);
  if (!code || !call) return refuse(`${site.file} cannot be read`);
  if (isRefusal(call)) return call;
  const variable = resultVariable(code, call);
  if (variable === null) return refuse('the result is kept in no local variable');
  const body = code.functionAt(call.name);
  const declared = body && declarationOf(code, variable, body);
  if (!declared) return refuse(`${variable} is not declared in the function`);
  const change = isUnsigned(code, declared)
    ? signedDeclaration(code, variable, declared, context)
    : testBeforeUse(code, variable, body, context);
  if (isRefusal(change)) return change;
  const { title, file, edits } = change;
  return [{ title, preferred: true, files: [fileEdits(file, edits)] }];
};

interface Change {
  readonly title: string;
  readonly file: string;
  readonly edits: readonly Edit[];
}

function signedDeclaration(
  code: CodeText,
  variable: string,
  { first, type, name, end }: Declaration,
  { site, release }: FixContext,
): Change | Refusal {
  const fact = functionByName(site.api);
  const returns = (fact && signatureAt(fact, release)?.returns) ?? 'long';
  const start = code.tokens[first]?.start ?? 0;
  const title = `Make ${variable} ${/^[aeiou]/.test(returns) ? 'an' : 'a'} ${returns}`;
  const alone = name === type && code.word(end) === ';';
  if (alone) {
    const typeEnd = code.tokens[type - 1]?.end ?? start;
    return { title, file: site.file, edits: [{ start, end: typeEnd, text: returns }] };
  }
  if (code.word(name + 1) === '=') return refuse(`${variable} is declared together with others`);
  const indent = code.lines.indentOf(code.lines.lineOf(start));
  const own = { start, end: start, text: `${returns} ${variable};${lineBreak(code)}${indent}` };
  return { title, file: site.file, edits: [own, withoutDeclarator(code, name, type)] };
}

/** Takes `name,` or `, name` out of a declaration of several. */
function withoutDeclarator(code: CodeText, name: number, type: number): Edit {
  const own = code.tokens[name];
  const after = code.tokens[name + 2];
  const before = code.tokens[name - 2];
  if (name === type) return { start: own?.start ?? 0, end: after?.start ?? 0, text: '' };
  return { start: before?.end ?? 0, end: own?.end ?? 0, text: '' };
}

/**
 * Puts `if (ret > 0)` before what is given the result as a count: where the finding stands, or on its
 * path the call of a helper that passes it on.
 */
function testBeforeUse(
  code: CodeText,
  variable: string,
  body: FunctionTokens,
  { finding, site }: FixContext,
): Change | Refusal {
  const inBody = ({ line }: { readonly line: number }) =>
    line > code.lineOf(body.open) && line <= code.lineOf(body.close);
  const steps = [...finding.path, finding].filter((one) => one.file === site.file && inBody(one));
  const last = steps.at(-1)?.line ?? 0;
  // A path that went on in a helper does not name the helper's call: it is the next release.
  const next = site.releases.filter((one) => one.file === site.file && one.line > last);
  const lines = [...steps.reverse(), ...next.filter(inBody)].map(({ line }) => line);
  for (const line of lines) {
    const use = useOn(code, variable, line, body);
    if (use === null) continue;
    const start = code.tokens[use.name]?.start ?? 0;
    const end = code.tokens[use.close + 1]?.end ?? start;
    const inner = `${code.lines.indentOf(line)}\t`;
    const moved = code.text.slice(start, end).replace(/\n(?=[ \t]*\S)/g, '\n\t');
    const text = `if (${variable} > 0)${lineBreak(code)}${inner}${moved}`;
    const title = `Release only if ${variable} > 0`;
    return { title, file: site.file, edits: [{ start, end, text }] };
  }
  return refuse(`${variable} is not used as a count in a statement of its own`);
}

/** The statement on a line that is a call and is given the variable as it is. */
function useOn(code: CodeText, variable: string, line: number, body: FunctionTokens): Call | null {
  const from = Math.max(code.tokenFrom(code.lines.startOf(line)), body.open);
  for (let i = from; i < body.close && code.lineOf(i) === line; i++) {
    const call = callAt(code, i);
    if (call === null || !isStatement(code, call)) continue;
    if (call.args.some((arg) => argumentText(code, arg) === variable)) return call;
  }
  return null;
}
