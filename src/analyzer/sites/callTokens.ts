import { acquireNames } from '../../kernel';
import { matchBrackets } from '../normalise/brackets';
import { lex, type Token } from '../normalise/lexer';
import { functionStretches } from '../syntax/functionSpans';

/** A stretch of the source, `[start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A call of an acquire function as the tokens show it. Tokens do not depend on how well the file
 * parses or on which `#if` arm was kept, so no call is lost in a damaged region.
 */
export interface AcquireTokens {
  readonly api: string;
  /** Offset of the function's name. */
  readonly start: number;
  /** Offset behind the closing parenthesis. */
  readonly end: number;
  readonly arguments: readonly Span[];
  /** The macro whose definition holds the call, or null. */
  readonly macro: string | null;
}

/** Words that a call can follow directly; any other word makes a declaration of it. */
const CALL_FOLLOWS = new Set(['return', 'else', 'do', 'case']);

/** Every name of an acquire function holds one of these: what to look for in the bytes of a file. */
export const ACQUIRE_FRAGMENTS: readonly string[] = [
  ...['_user_page', 'get_dump_page', 'memfd_pin_folios'],
  ...['iov_iter_get_pages', 'iov_iter_extract_pages'],
];

/** Whether the source names an acquire function at all: cheap, and decides whether to parse. */
export function mentionsAcquire(text: string): boolean {
  return ACQUIRE_FRAGMENTS.some((fragment) => text.includes(fragment));
}

/** The calls of acquire functions in a file, in source order. */
export function findAcquires(text: string): AcquireTokens[] {
  if (!mentionsAcquire(text)) return [];
  const parts = mentioningParts(text).map(({ start, end }) => lex(text, start, end));
  const ownNames = new Set(parts.flatMap(definedStatically));
  const found: AcquireTokens[] = [];
  for (const tokens of parts) {
    for (const token of tokens) {
      if (token.kind !== 'directive' || !mentionsAcquire(token.text)) continue;
      const macro = /^#\s*define\s+(\w+)(?:\([^)]*\))?/.exec(token.text);
      if (macro === null) continue;
      const body = lex(text, token.start + macro[0].length, token.end, false);
      found.push(...callsIn(body, ownNames, macro[1]));
    }
    found.push(...callsIn(tokens, ownNames, null));
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The functions that name an acquire, and what stands between functions where that does. */
function mentioningParts(text: string): Span[] {
  const parts: Span[] = [];
  let at = 0;
  for (const { start, end } of functionStretches(text)) {
    parts.push({ start: at, end: start }, { start, end });
    at = end;
  }
  parts.push({ start: at, end: text.length });
  return parts.filter(({ start, end }) => mentionsAcquire(text.slice(start, end)));
}

function callsIn(
  tokens: readonly Token[],
  ownNames: ReadonlySet<string>,
  macro: string | null,
): AcquireTokens[] {
  const named = tokens.flatMap((token, index) => (namesAcquire(token) ? [index] : []));
  if (named.length === 0) return [];
  const partner = matchBrackets(tokens);
  const found: AcquireTokens[] = [];
  named.forEach((index) => {
    const token = tokens[index];
    if (ownNames.has(token.text)) return;
    if (tokens[index + 1]?.text !== '(' || !canCall(tokens[index - 1])) return;
    const close = partner[index + 1] >= 0 ? partner[index + 1] : endOfDamaged(tokens, index + 1);
    if (close < 0) return;
    found.push({
      api: token.text,
      start: token.start,
      end: tokens[close].end,
      arguments: argumentSpans(tokens, index + 1, close, partner),
      macro,
    });
  });
  return found;
}

/** Most words are shorter than any acquire function's name. */
const SHORTEST = Math.min(...[...acquireNames].map((name) => name.length));

const namesAcquire = ({ kind, text }: Token): boolean =>
  kind === 'word' && text.length >= SHORTEST && acquireNames.has(text);

function canCall(before: Token | undefined): boolean {
  if (before === undefined || before.kind === 'directive') return true;
  if (before.kind === 'word') return CALL_FOLLOWS.has(before.text);
  return before.text !== '.' && before.text !== '->';
}

/** Where a call without its closing parenthesis ends: before the semicolon, if there is one. */
function endOfDamaged(tokens: readonly Token[], open: number): number {
  for (let i = open + 1; i < tokens.length; i++) {
    if (tokens[i].text === ';') return i;
    if (tokens[i].text === '{' || tokens[i].text === '}' || tokens[i].kind === 'directive') break;
  }
  return -1;
}

function argumentSpans(
  tokens: readonly Token[],
  open: number,
  close: number,
  partner: Int32Array,
): Span[] {
  const spans: Span[] = [];
  let from = open + 1;
  for (let i = from; i <= close; i++) {
    if (i < close && partner[i] > i) i = partner[i];
    else if (i === close || tokens[i].text === ',') {
      if (i > from) spans.push({ start: tokens[from].start, end: tokens[i - 1].end });
      else if (i < close || spans.length > 0)
        spans.push({ start: tokens[i].start, end: tokens[i].start });
      from = i + 1;
    }
  }
  return spans;
}

/** Acquire names that the file defines as static functions of its own: calls mean those. */
function definedStatically(tokens: readonly Token[]): string[] {
  const names: string[] = [];
  let depth = 0;
  let isStatic = false;
  tokens.forEach((token, index) => {
    if (token.text === '{') depth++;
    else if (token.text === '}') depth = Math.max(0, depth - 1);
    if (depth > 0) isStatic = false;
    else if (token.text === ';' || token.kind === 'directive') isStatic = false;
    else if (token.text === 'static') isStatic = true;
    else if (isStatic && namesAcquire(token) && tokens[index + 1]?.text === '(') {
      const before = tokens[index - 1];
      if (before.kind === 'word' || before.text === '*') names.push(token.text);
    }
  });
  return names;
}
