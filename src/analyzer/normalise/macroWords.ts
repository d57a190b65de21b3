import { KEYWORDS, TYPE_WORDS } from './annotations';
import type { Draft } from './draft';
import type { Token } from './lexer';

/**
 * Macros outside functions that are neither type nor name: `STATIC int f(void)`,
 * `acpi_status EXPORTED f(void)`, `MODULE_THING("x")` without a semicolon. They are blanked, and so
 * is the `static` of `static DEFINE_MUTEX(x);`, which leaves a call.
 */

const CAPITALS = /^[A-Z_][A-Z0-9_]*[A-Z][A-Z0-9_]*$/;

/** Whether the token is a word in capitals, as the kernel writes macros. */
export const isCapitals = (token: Token | undefined): boolean =>
  token?.kind === 'word' && CAPITALS.test(token.text);

function startsDeclaration(before: Token | undefined): boolean {
  return !before || before.kind === 'directive' || before.text === ';' || before.text === '}';
}

/** Words that a type or a further declaration specifier begins with. */
const SPECIFIERS = new Set([...TYPE_WORDS, 'static', 'extern', 'inline']);

/** After these a word in capitals is a tag or a type. */
const TYPE_FOLLOWS = new Set([
  ...['struct', 'union', 'enum', 'static', 'extern', 'inline', 'const', 'typedef'],
]);

/** Blanks macros that decorate or stand between declarations. */
export function blankMacroWords(draft: Draft): void {
  const { tokens, partner } = draft;
  const macros = definedMacros(tokens);
  const kept: Token[] = [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token) break;
    if (token.text === '{') depth++;
    if (token.text === '}') depth = Math.max(0, depth - 1);
    const before = kept.at(-1);
    const close = partner[i + 1] ?? -1;
    if (token.text === 'static' && isMacroDeclaration(tokens, i, partner)) draft.blank(token);
    else if (depth > 0 || !(isCapitals(token) || macros.has(token.text))) kept.push(token);
    else if (isCapitals(token) && isSpecifier(tokens, i, before)) draft.blank(token);
    else if (tokens[i + 1]?.text === '(' && isLooseCall(draft, tokens, close, before)) {
      for (; i <= close; i++) {
        const part = tokens[i];
        if (part) draft.blank(part);
      }
      i--;
    } else kept.push(token);
  }
  if (kept.length < tokens.length) draft.tokens = kept;
}

/** Function-like macros of the file itself, which may have names in small letters. */
function definedMacros(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { kind, text } of tokens) {
    const name = kind === 'directive' ? /^#\s*define\s+(\w+)\(/.exec(text)?.[1] : undefined;
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** `static DEFINE_MUTEX(x);` at any level. */
function isMacroDeclaration(tokens: readonly Token[], at: number, partner: Int32Array): boolean {
  const close = tokens[at + 2]?.text === '(' ? (partner[at + 2] ?? -1) : -1;
  return close > 0 && isCapitals(tokens[at + 1]) && tokens[close + 1]?.text === ';';
}

function isSpecifier(tokens: readonly Token[], at: number, before: Token | undefined): boolean {
  const next = tokens[at + 1];
  const afterNext = tokens[at + 2];
  if (!afterNext || next?.kind !== 'word') return false;
  if (startsDeclaration(before)) {
    return SPECIFIERS.has(next.text) || afterNext.kind === 'word' || afterNext.text === '*';
  }
  const afterType =
    before?.text === '*' || (before?.kind === 'word' && !TYPE_FOLLOWS.has(before.text));
  return afterType && !KEYWORDS.has(next.text) && afterNext.text === '(';
}

/** A macro call between declarations that the next line does not continue. */
function isLooseCall(
  draft: Draft,
  tokens: readonly Token[],
  close: number,
  before: Token | undefined,
): boolean {
  const end = tokens[close];
  const next = tokens[close + 1];
  if (!end || next?.kind !== 'word' || !startsDeclaration(before)) return false;
  return draft.hasNewline(end.end, next.start);
}
