import type { Draft } from './draft';
import type { Token } from './lexer';

/**
 * Macros that begin a function:
 *
 *     SYSCALL_DEFINE2(name, int, fd, void *, p) {     →  int             name( int  fd, void *  p) {
 *     DEFINE_SOMETHING(name, type) {                  →  DEFINE_SOMETHING(name      ) {
 *
 * Those that list types and names in turn are known by their kernel names. `MACRO(name) {` is left:
 * the grammar takes MACRO for the return type and `(name)` for the declarator.
 */

const PAIRS =
  /^(?:(?:COMPAT_|PPC32_|X32_|S390_)?SYSCALL(?:32)?_DEFINE\d|SYSCALL_DEFINE_MAYBE_COMPAT\d|BPF_CALL_\d|NOTRACE_BPF_CALL_\d)$/;

/** A word that is the whole head of a definition, given what precedes it at file level. */
function startsHere(before: Token | undefined): boolean {
  return (
    !before ||
    before.kind === 'directive' ||
    before.text === ';' ||
    before.text === '}' ||
    before.text === 'static' ||
    before.text === 'extern' ||
    before.text === 'inline'
  );
}

/** Makes function definitions of macro heads. */
export function rewriteFunctionHeads(draft: Draft): void {
  const { tokens, partner } = draft;
  const gone = new Set<number>();
  let depth = 0;
  tokens.forEach((token, index) => {
    if (token.text === '{') depth++;
    if (token.text === '}') depth = Math.max(0, depth - 1);
    const close = partner[index + 1] ?? -1;
    if (depth > 0 || token.kind !== 'word' || tokens[index + 1]?.text !== '(' || close < 0) return;
    if (tokens[close + 1]?.text !== '{' || !startsHere(tokens[index - 1])) return;
    if (PAIRS.test(token.text)) rewritePairs(draft, tokens, index, close, partner, gone);
    else rewriteUnknown(draft, tokens, index, close, partner, gone);
  });
  draft.drop(gone);
}

/** Indices of the commas of the list between two parentheses. */
function commas(
  tokens: readonly Token[],
  open: number,
  close: number,
  partner: Int32Array,
): number[] {
  const found: number[] = [];
  for (let i = open + 1; i < close; i++) {
    const skip = partner[i] ?? -1;
    if (skip > i) i = skip;
    else if (tokens[i]?.text === ',') found.push(i);
  }
  return found;
}

function rewritePairs(
  draft: Draft,
  tokens: Token[],
  head: number,
  close: number,
  partner: Int32Array,
  gone: Set<number>,
): void {
  const open = tokens[head + 1];
  const word = tokens[head];
  if (!open || !word) return;
  const separators = commas(tokens, head + 1, close, partner);
  const [afterName, ...rest] = separators;
  if (afterName === undefined) return;
  tokens[head] = draft.overwrite(word, 'int');
  draft.blank(open);
  gone.add(head + 1);
  const comma = tokens[afterName];
  if (comma) tokens[afterName] = draft.overwrite(comma, '(');
  rest.forEach((index, nth) => {
    const between = tokens[index];
    if (nth % 2 !== 0 || !between) return;
    draft.blank(between);
    gone.add(index);
  });
}

/** `MACRO(name, …) {`: the first argument names the function, the rest says nothing to a parser. */
function rewriteUnknown(
  draft: Draft,
  tokens: readonly Token[],
  head: number,
  close: number,
  partner: Int32Array,
  gone: Set<number>,
): void {
  const word = tokens[head]?.text ?? '';
  const [comma] = commas(tokens, head + 1, close, partner);
  // An old function without a return type has a name in small letters.
  if (comma === undefined || tokens[head + 2]?.kind !== 'word' || word !== word.toUpperCase())
    return;
  for (let i = comma; i < close; i++) {
    const token = tokens[i];
    if (token) draft.blank(token);
    gone.add(i);
  }
}
