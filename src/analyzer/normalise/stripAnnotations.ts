import { CALL_ANNOTATIONS, KEYWORDS, PLAIN_ANNOTATIONS } from './annotations';
import type { Draft } from './draft';
import type { Token } from './lexer';

/** A word of a tree's own that looks like `__user`: two underscores and no type's name. */
const LOOKS_LIKE_ANNOTATION = /^__[a-z][a-z_]*[a-z]$/;

/** After these a word is a member, a tag or a label, whatever its name. */
const NAMES_FOLLOW = new Set(['.', '->', 'struct', 'union', 'enum', 'goto']);

/**
 * `struct page __new_annotation *p` and `void * __new_annotation p`: where a type is complete,
 * nothing but an annotation can stand between it and the declarator.
 */
function isUnknownAnnotation(
  before: Token | undefined,
  word: Token,
  after: Token | undefined,
): boolean {
  if (!LOOKS_LIKE_ANNOTATION.test(word.text) || KEYWORDS.has(word.text)) return false;
  if (after?.text === '*') {
    return before?.kind === 'word' && (!KEYWORDS.has(before.text) || before.text === 'void');
  }
  return before?.text === '*' && after?.kind === 'word' && !KEYWORDS.has(after.text);
}

/** Blanks annotations and their arguments. */
export function stripAnnotations(draft: Draft): void {
  const { tokens, partner } = draft;
  const kept: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    const before = kept.at(-1);
    const isName = token.kind !== 'word' || (before !== undefined && NAMES_FOLLOW.has(before.text));
    const close = tokens[i + 1]?.text === '(' ? (partner[i + 1] ?? -1) : -1;
    if (!isName && CALL_ANNOTATIONS.has(token.text) && close > 0) {
      for (; i < close; i++) blankAt(draft, tokens[i]);
      blankAt(draft, tokens[close]);
    } else if (
      !isName &&
      (PLAIN_ANNOTATIONS.has(token.text) || isUnknownAnnotation(before, token, tokens[i + 1]))
    ) {
      draft.blank(token);
    } else kept.push(token);
  }
  if (kept.length < tokens.length) draft.tokens = kept;
}

function blankAt(draft: Draft, token: Token | undefined): void {
  if (token) draft.blank(token);
}
