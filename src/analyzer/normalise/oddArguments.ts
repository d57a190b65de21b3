import type { Draft } from './draft';
import type { Token } from './lexer';

/**
 * Macro arguments that are no expressions: nothing at all, a lone operator, a number that is only
 * the half of a pasted name, two string macros side by side. Each becomes an identifier.
 *
 *     f(a, , b)  →  f(a,_, b)      CHECK(a, ==, b)  →  CHECK(a, _ , b)
 *     mode(1000baseT_Full)  →  mode(_000baseT_Full)
 *     printk(KERN_ERR NAME ": x")  →  printk(KERN_ERR_NAME ": x")
 */

const VALID_NUMBER =
  /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+)(?:[uUlL]*)$|^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFlL]?$/;

const OPERATORS = new Set([
  ...['==', '!=', '<', '>', '<=', '>=', '&&', '||', '+', '-', '/', '%', '|', '^', '<<', '>>'],
  ...['+=', '-=', '|=', '&=', '=', '!', '~', '&', '*'],
]);

/** Makes identifiers of arguments that the grammar has no place for. */
export function mendOddArguments(draft: Draft): void {
  const { tokens, partner } = draft;
  const gone = new Set<number>();
  tokens.forEach((token, index) => {
    if (token.kind === 'number' && !VALID_NUMBER.test(token.text)) {
      tokens[index] = draft.overwrite(token, `_${token.text.slice(1)}`);
    }
    if (token.text !== '(' && token.text !== ',') return;
    const next = tokens[index + 1];
    const afterNext = tokens[index + 2];
    if (!next || !afterNext) return;
    const isCallList = token.text === ',' || tokens[index - 1]?.kind === 'word';
    if (token.text === ',' && (next.text === ',' || next.text === ')')) fillGap(draft, token, next);
    else if (
      isCallList &&
      OPERATORS.has(next.text) &&
      (afterNext.text === ',' || afterNext.text === ')')
    ) {
      tokens[index + 1] = draft.overwrite(next, '_');
    } else weldStringMacros(draft, tokens, index + 1, partner, gone);
  });
  draft.drop(gone);
}

/** Writes a name between two commas where there is a space for it. */
function fillGap(draft: Draft, comma: Token, next: Token): void {
  if (next.start > comma.end && draft.slice(comma.end, comma.end + 1) === ' ') {
    draft.write(comma.end, '_');
  }
}

/** The grammar takes one macro name before a string, the kernel writes two. */
function weldStringMacros(
  draft: Draft,
  tokens: Token[],
  from: number,
  partner: Int32Array,
  gone: Set<number>,
): void {
  let to = from;
  while (tokens[to]?.kind === 'word' && (partner[to] ?? -1) < 0) to++;
  const first = tokens[from];
  const last = tokens[to - 1];
  if (to - from < 2 || tokens[to]?.kind !== 'string' || !first || !last) return;
  if (draft.hasNewline(first.start, last.end)) return;
  tokens[from] = draft.weld(first, last);
  for (let i = from + 1; i < to; i++) gone.add(i);
}
