import { KEYWORDS } from './annotations';
import type { Draft } from './draft';
import type { Token } from './lexer';
import { isCapitals } from './macroWords';

/**
 * Macros that are statements of their own kind inside functions:
 *
 *     list_for_each_entry(a, b, c) {      →  while              (a, b, c) {
 *     scoped_guard(mutex, &lock) {        →  if          (mutex, &lock) {
 *     case 1 ... 3:                       →  case 1 |   3:
 *     SOME_ASSERT(x)   (no semicolon)     →              x ;
 *     LOCK_BEGIN       (on its own line)  →
 *     DEBUG(if (x) f(););                 →       { if (x) f(); };
 *
 * The source text at a node's offset still tells the macro: a `while_statement` whose text does not
 * begin with `while` runs its block any number of times, an `if_statement` whose text does not
 * begin with `if` runs it once.
 */

/** Names of macros that hold a loop. */
const LOOP_NAME = /for_?each|_until|foreach|_loop(?:_|$)|^while_|^for_/i;

/** Whether a statement can begin after this token. */
function endsStatement(token: Token | undefined): boolean {
  if (!token || token.kind === 'directive') return true;
  return [';', '{', '}', ':', 'else', 'do'].includes(token.text);
}

const CONTROL = new Set(['if', 'while', 'for', 'switch']);

class Statements {
  private readonly partner: Int32Array;
  private readonly gone = new Set<number>();

  constructor(
    private readonly draft: Draft,
    private readonly tokens: Token[],
  ) {
    this.partner = draft.partner;
  }

  rewrite(): Token[] {
    let depth = 0;
    // Parentheses of `if (…)` and the like that have just been closed: a statement follows.
    const controlEnds = new Set<number>();
    for (let i = 0; i < this.tokens.length; i++) {
      const token = this.tokens[i];
      if (!token) break;
      if (token.text === '{') depth++;
      else if (token.text === '}') depth = Math.max(0, depth - 1);
      if (depth === 0 || token.kind !== 'word') continue;
      const close = this.tokens[i + 1]?.text === '(' ? (this.partner[i + 1] ?? -1) : -1;
      if (CONTROL.has(token.text)) {
        if (close > 0) controlEnds.add(close);
      } else if (token.text === 'case') this.caseRange(i);
      else if (isCapitals(token) && this.isBareStatement(i)) {
        this.draft.blank(token);
        this.gone.add(i);
      } else if (close > 0 && (endsStatement(this.before(i)) || controlEnds.has(i - 1))) {
        if (this.macro(i, close)) controlEnds.add(close);
      }
    }
    return this.gone.size > 0
      ? this.tokens.filter((_, index) => !this.gone.has(index))
      : this.tokens;
  }

  /** Rewrites the macro call at a statement's start; true when a statement follows it. */
  private macro(at: number, close: number): boolean {
    const word = this.tokens[at];
    const next = this.tokens[close + 1];
    if (!word || !next || KEYWORDS.has(word.text)) return false;
    if (this.asBlock(at, close)) return false;
    const isLoop = LOOP_NAME.test(word.text);
    const startsStatement =
      next.text === '{' || next.kind === 'word' || next.text === '(' || next.text === '*';
    if (next.text === '{' || (isLoop && startsStatement)) {
      const keyword = isLoop ? 'while' : 'if';
      if (word.text.length < keyword.length) return false;
      this.tokens[at] = this.draft.overwrite(word, keyword);
      return true;
    }
    if (next.kind === 'word' || next.text === '}') this.endStatement(at, close, next);
    return false;
  }

  /** Statements as arguments become a block; ordinary arguments in front of them go. */
  private asBlock(at: number, close: number): boolean {
    const first = this.argumentWithStatement(at + 1, close);
    const word = this.tokens[at];
    const open = this.tokens[at + 1];
    const end = this.tokens[close];
    if (first < 0 || !word || !open || !end) return false;
    this.draft.blank(word);
    this.gone.add(at);
    this.tokens[at + 1] = this.draft.overwrite(open, '{');
    this.tokens[close] = this.draft.overwrite(end, '}');
    for (let i = at + 2; i < first; i++) {
      const token = this.tokens[i];
      if (token) this.draft.blank(token);
      this.gone.add(i);
    }
    return true;
  }

  /** Index of the first token of the first argument that holds a semicolon, or -1. */
  private argumentWithStatement(open: number, close: number): number {
    let start = open + 1;
    for (let i = start; i < close; i++) {
      const skip = this.partner[i] ?? -1;
      if (skip > i) i = skip;
      else if (this.tokens[i]?.text === ',') start = i + 1;
      else if (this.tokens[i]?.text === ';') return start;
    }
    return -1;
  }

  /** `MACRO(a, b)` without a semicolon, on a line of its own: the arguments become a statement. */
  private endStatement(at: number, close: number, next: Token): void {
    const open = this.tokens[at + 1];
    const word = this.tokens[at];
    const end = this.tokens[close];
    if (!open || !word || !end || !this.draft.hasNewline(end.end, next.start)) return;
    this.draft.blank(word);
    this.draft.blank(open);
    this.gone.add(at).add(at + 1);
    this.tokens[close] = this.draft.overwrite(end, ';');
  }

  /** The token before `at` that still stands. */
  private before(at: number): Token | undefined {
    let earlier = at - 1;
    while (this.gone.has(earlier)) earlier--;
    return this.tokens[earlier];
  }

  /** A macro alone on its line where a statement can begin. */
  private isBareStatement(at: number): boolean {
    const before = this.before(at)?.text ?? '';
    const token = this.tokens[at];
    const next = this.tokens[at + 1];
    if (!token || !next || ![';', '{', '}'].includes(before)) return false;
    const continues = next.kind === 'word' || (next.text === '}' && before !== '{');
    return continues && this.draft.hasNewline(token.end, next.start);
  }

  /** GNU's `case 1 ... 3:` becomes an expression. */
  private caseRange(at: number): void {
    for (let i = at + 1; i < at + 40; i++) {
      const token = this.tokens[i];
      if (!token || token.text === ':' || token.text === ';' || token.text === '{') return;
      if (token.text === '...') this.tokens[i] = this.draft.overwrite(token, '|');
    }
  }
}

/** Turns statement macros into statements of C. */
export function rewriteMacroStatements(draft: Draft): void {
  draft.tokens = new Statements(draft, draft.tokens).rewrite();
}
