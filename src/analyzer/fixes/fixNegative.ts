import { functionByName, signatureAt } from '../../kernel';
import type { CodeText, FunctionTokens } from '../tokens/codeText';
import { siteCall } from './acquire';
import { argumentText, callAt, type Call } from './call';
import { type Edit, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { findingPlace, type FixContext, type Fixer, firstOf } from './fix';
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
  const guarded = firstOf(
    () => signedDeclaration(code, call, variable, context),
    () => testBeforeUse(variable, context),
  );
  if (isRefusal(guarded)) return guarded;
  const { title, file, edits } = guarded;
  return [{ title, preferred: true, files: [fileEdits(file, edits)] }];
};

interface Change {
  readonly title: string;
  readonly file: string;
  readonly edits: readonly Edit[];
}

const UNSIGNED = /^(unsigned|u8|u16|u32|u64|__u\d+|uint|ulong|uint\d+_t|size_t|uintptr_t)$/;
const TYPE_WORD =
  /^(unsigned|signed|int|long|short|char|const|volatile|u\d+|s\d+|__[us]\d+|u?int\d*(_t)?|ulong|s?size_t|uintptr_t)$/;

function signedDeclaration(
  code: CodeText,
  call: Call,
  variable: string,
  { site, release }: FixContext,
): Change | Refusal {
  const body = code.functionAt(call.name);
  const declared = body && declarationOf(code, variable, body);
  if (!declared) return refuse(`${variable} is not declared in the function`);
  const { first, type, name, end } = declared;
  const words = Array.from({ length: type - first }, (_, i) => code.word(first + i));
  if (!words.some((word) => UNSIGNED.test(word))) return refuse(`${variable} is signed already`);
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

interface Declaration {
  /** The first token of the type, and the one behind its last. */
  readonly first: number;
  readonly type: number;
  readonly name: number;
  /** The `,` or `;` behind the declarator. */
  readonly end: number;
}

/** Where a local variable of plain type is declared in a function. */
function declarationOf(code: CodeText, variable: string, body: FunctionTokens): Declaration | null {
  for (let name = body.open + 1; name < body.close; name++) {
    if (code.word(name) !== variable) continue;
    const { first } = code.statementAt(name);
    let type = first;
    while (TYPE_WORD.test(code.word(type))) type++;
    if (type === first || type > name) continue;
    const end = declaratorEnd(code, name);
    const ownName = name === type || code.word(name - 1) === ',';
    if (ownName && /^[,;]$/.test(code.word(end))) return { first, type, name, end };
  }
  return null;
}

function declaratorEnd(code: CodeText, name: number): number {
  let i = name + 1;
  while (i < code.tokens.length && !/^[,;]$/.test(code.word(i))) {
    const partner = code.partner[i] ?? -1;
    i = partner > i ? partner + 1 : i + 1;
  }
  return i;
}

/** Takes `name,` or `, name` out of a declaration of several. */
function withoutDeclarator(code: CodeText, name: number, type: number): Edit {
  const own = code.tokens[name];
  const after = code.tokens[name + 2];
  const before = code.tokens[name - 2];
  if (name === type) return { start: own?.start ?? 0, end: after?.start ?? 0, text: '' };
  return { start: before?.end ?? 0, end: own?.end ?? 0, text: '' };
}

/** Puts `if (ret > 0)` before the release that is given the result as its count. */
function testBeforeUse(variable: string, context: FixContext): Change | Refusal {
  const place = findingPlace(context);
  if (isRefusal(place)) return place;
  const { code, token } = place;
  const use = callAt(code, token);
  if (use === null || code.word(use.close + 1) !== ';' || code.statementAt(token).first !== token) {
    return refuse('the count is not used in a statement of its own');
  }
  if (!use.args.some((arg) => argumentText(code, arg) === variable)) {
    return refuse(`${code.word(token)}() is not given ${variable} as it is`);
  }
  const start = code.tokens[token]?.start ?? 0;
  const end = code.tokens[use.close + 1]?.end ?? start;
  const line = code.lines.lineOf(start);
  const inner = `${code.lines.indentOf(line)}\t`;
  const moved = code.text.slice(start, end).replace(/\n(?=[ \t]*\S)/g, '\n\t');
  const text = `if (${variable} > 0)${lineBreak(code)}${inner}${moved}`;
  const title = `Release only if ${variable} > 0`;
  return { title, file: context.finding.file, edits: [{ start, end, text }] };
}
