import { KEYWORDS, TYPE_WORDS } from './annotations';
import type { Draft } from './draft';
import type { Token } from './lexer';

/**
 * Types as macro arguments, `min_t(unsigned long, a, b)` or `container_of(p, struct x, member)`,
 * are no expressions. Each becomes one identifier of the same length, `unsigned_long`, whose source
 * text is still the type.
 */

/** The grammar knows these with a type as argument. */
const TAKES_TYPE = new Set(['sizeof', 'offsetof', '_Generic', '_Atomic']);

/** The grammar wants a type here, the kernel writes expressions as well. */
const TAKES_ONLY_TYPE = new Set(['_Alignof', '__alignof__', '__alignof', 'alignof']);

const TYPEOF = new Set(['typeof', '__typeof__', '__typeof']);

/** Whether the tokens `[from, to)` are the name of a type. */
function isType(tokens: readonly Token[], from: number, to: number): boolean {
  const first = tokens[from];
  const last = tokens[to - 1];
  if (!first || !last || first.kind !== 'word') return false;
  const inner = tokens.slice(from, to);
  if (first.text === 'struct' || first.text === 'union' || first.text === 'enum') {
    if (inner[1]?.kind !== 'word') return false;
    return inner.slice(2).every((t) => t.text === '*' || t.text === 'const');
  }
  if (TYPE_WORDS.has(first.text) && !first.text.includes('typeof')) {
    return inner.every((t) => t.text === '*' || (t.kind === 'word' && t.text !== '.'));
  }
  // `u8 *` and `foo_t **`: nothing but a type ends with a star.
  return last.text === '*' && inner.slice(1).every((t) => t.text === '*' || t.text === 'const');
}

const CALL_FOLLOWS = new Set(['return', 'else', 'do', 'case']);

/** `name (` that calls: not a declarator, not a control statement. */
function isCall(tokens: readonly Token[], paren: number): boolean {
  const name = tokens[paren - 1];
  if (name?.kind !== 'word' || TAKES_TYPE.has(name.text) || KEYWORDS.has(name.text)) return false;
  const before = tokens[paren - 2];
  return before?.kind !== 'word' || CALL_FOLLOWS.has(before.text);
}

/** Welds type arguments of macro calls into identifiers. */
export function weldTypeArguments(draft: Draft): void {
  const { tokens, partner } = draft;
  const gone = new Set<number>();
  let braces = 0;
  tokens.forEach((token, open) => {
    if (token.text === '{') braces++;
    if (token.text === '}') braces--;
    const close = partner[open] ?? -1;
    if (token.text !== '(' || close < 0) return;
    const name = tokens[open - 1];
    if (name && TYPEOF.has(name.text)) weldWhole(draft, tokens, open - 1, close, gone);
    if (name && TAKES_ONLY_TYPE.has(name.text)) weldWhole(draft, tokens, open + 1, close - 1, gone);
    if (name?.text === 'offsetof') weldMember(draft, tokens, open + 1, close, gone);
    if (!isCall(tokens, open)) return;
    // Outside functions only macro calls end without a body and have no type before them; their
    // arguments do no harm.
    if (braces === 0) return;
    let from = open + 1;
    for (let i = from; i <= close; i++) {
      const skip = partner[i] ?? -1;
      if (i < close && skip > i) i = skip;
      else if (i === close || tokens[i]?.text === ',') {
        weld(draft, tokens, from, i, gone);
        from = i + 1;
      }
    }
  });
  draft.drop(gone);
}

/** `typeof(*p)` as a whole: the grammar takes names of types in it, not expressions. */
function weldWhole(
  draft: Draft,
  tokens: Token[],
  from: number,
  close: number,
  gone: Set<number>,
): void {
  const first = tokens[from];
  const last = tokens[close];
  if (!first || !last || gone.has(from)) return;
  if (draft.hasNewline(first.start, last.end)) return;
  tokens[from] = draft.weld(first, last);
  for (let i = from + 1; i <= close; i++) gone.add(i);
}

/** `offsetof(struct x, a[0].b)`: the grammar takes one name for the member. */
function weldMember(
  draft: Draft,
  tokens: Token[],
  from: number,
  close: number,
  gone: Set<number>,
): void {
  const comma = tokens.findIndex((token, index) => index >= from && token.text === ',');
  if (comma > 0 && comma + 2 < close) weldWhole(draft, tokens, comma + 1, close - 1, gone);
}

function weld(draft: Draft, tokens: Token[], from: number, to: number, gone: Set<number>): void {
  if (!isType(tokens, from, to)) return;
  const first = tokens[from];
  const last = tokens[to - 1];
  if (!first || !last) return;
  if (from + 1 === to && !TYPE_WORDS.has(first.text)) return;
  if (draft.hasNewline(first.start, last.end)) {
    // An identifier cannot span lines: keep what stands on the last one.
    draft.blankRange(first.start, last.start);
    tokens[from] = draft.overwrite(last, last.text === '*' ? '_' : last.text);
  } else if (from + 1 === to) {
    // A lone keyword, `min_t(int, …)`: capitals keep its length and make it a name.
    tokens[from] = draft.overwrite(first, first.text.toUpperCase());
  } else tokens[from] = draft.weld(first, last);
  for (let i = from + 1; i < to; i++) gone.add(i);
}
