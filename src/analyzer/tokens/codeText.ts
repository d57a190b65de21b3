import { matchBrackets } from '../normalise/brackets';
import { resolveConditionals } from '../normalise/conditionals';
import { Draft } from '../normalise/draft';
import type { Token } from '../normalise/lexer';
import { Lines } from './lines';

/** A function definition in tokens: indices into {@link CodeText.tokens}. */
export interface FunctionTokens {
  readonly name: string;
  /** The first token of the head: `static`, a type, a macro. */
  readonly head: number;
  /** The braces of the body. */
  readonly open: number;
  readonly close: number;
}

/** A statement in tokens, from its first to its `;` or brace, both included. */
export interface StatementTokens {
  readonly first: number;
  readonly last: number;
}

/**
 * A C file as tokens with matched brackets. It serves what only needs words and statements and must
 * work where a parser gives up; of `#if` arms that cut through statements one is seen.
 */
export class CodeText {
  readonly lines: Lines;
  readonly tokens: readonly Token[];
  readonly partner: Int32Array;
  private functionList: FunctionTokens[] | null = null;

  constructor(readonly text: string) {
    this.lines = new Lines(text);
    const draft = new Draft(text);
    resolveConditionals(draft);
    this.tokens = draft.tokens;
    this.partner = matchBrackets(this.tokens);
  }

  /** The token's text, or an empty one when there is no such token. */
  word(index: number): string {
    return this.tokens[index]?.text ?? '';
  }

  /** The index of the first token that begins at the offset or after it. */
  tokenFrom(offset: number): number {
    let low = 0;
    let high = this.tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.tokens[middle]?.start ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Source text from one token to another, both included. */
  between(first: number, last: number): string {
    return this.text.slice(this.tokens[first]?.start ?? 0, this.tokens[last]?.end ?? 0);
  }

  /** The line a token begins on. */
  lineOf(index: number): number {
    return this.lines.lineOf(this.tokens[index]?.start ?? this.text.length);
  }

  /** Function definitions in source order. */
  functions(): readonly FunctionTokens[] {
    this.functionList ??= [...this.findFunctions()];
    return this.functionList;
  }

  /** The function whose head or body holds the token. */
  functionAt(index: number): FunctionTokens | undefined {
    return this.functions().find(({ head, close }) => head <= index && index <= close);
  }

  /** The statement that holds the token; a brace, a label and a condition bound it. */
  statementAt(index: number): StatementTokens {
    let first = index;
    while (first > 0 && !this.endsStatement(first - 1)) {
      first = this.opening(first - 1);
    }
    let last = index;
    while (last < this.tokens.length - 1 && !/^[;{}]$/.test(this.word(last))) {
      // Out of an argument list or a condition that the token stood in.
      last = this.closing(last) + 1;
    }
    return { first, last };
  }

  private endsStatement(index: number): boolean {
    const token = this.tokens[index];
    if (token === undefined || token.kind === 'directive') return true;
    // The semicolons of a `for` header end nothing: from inside, its parenthesis is yet to come.
    return /^[;{}]$/.test(token.text) && !this.isInParentheses(index);
  }

  private isInParentheses(index: number): boolean {
    for (let i = index; i >= 0; i--) {
      const text = this.word(i);
      const partner = this.partner[i] ?? -1;
      if (text === '(') return partner > index;
      if (text === '{' || text === '}') return false;
      if (partner >= 0 && partner < i) i = partner;
    }
    return false;
  }

  private opening(index: number): number {
    const partner = this.partner[index] ?? -1;
    return partner >= 0 && partner < index ? partner : index;
  }

  private closing(index: number): number {
    const partner = this.partner[index] ?? -1;
    return this.word(index) !== '{' && partner > index ? partner : index;
  }

  private *findFunctions(): Generator<FunctionTokens> {
    let head = 0;
    for (let i = 0; i < this.tokens.length; i++) {
      const token = this.tokens[i];
      const close = this.partner[i] ?? -1;
      if (token?.kind === 'directive' || token?.text === ';' || token?.text === '}') head = i + 1;
      else if (token?.text === '{' && close > i) {
        const own = this.headAfterMacros(head, i);
        const name = this.functionName(own, i);
        if (name !== null) yield { name, head: own, open: i, close };
        i = close;
        // Behind the braces of a struct or an initialiser the declaration goes on.
        if (name !== null || this.word(i + 1) !== ';') head = i + 1;
      } else if ((token?.text === '(' || token?.text === '[') && close > i) i = close;
    }
  }

  /**
   * Macros that make declarations end without a semicolon, `DEFINE_THING(name)`, and are no part of
   * the head that follows: that one begins a line and goes on to a parenthesis of its own.
   */
  private headAfterMacros(head: number, open: number): number {
    let start = head;
    for (let i = head; i < open; i++) {
      const close = this.partner[i] ?? -1;
      if (this.word(i) !== '(' || close < i) continue;
      i = close;
      const next = this.tokens[close + 1];
      const beginsLine = next !== undefined && this.lines.columnOf(next.start) === 1;
      const own = this.tokens.slice(close + 1, open).findIndex(({ text }) => text === '(');
      if (beginsLine && own >= 2) start = close + 1;
    }
    return start;
  }

  /** The name a head declares, or null when what precedes the brace is no function's head. */
  private functionName(head: number, open: number): string | null {
    for (let i = head; i < open; i++) {
      if (this.word(i) === '=') return null;
      const close = this.partner[i] ?? -1;
      if (this.word(i) !== '(' || close < i) continue;
      const attribute = /^(__attribute__|__printf|__section|__aligned|typeof|__typeof__)$/;
      if (this.tokens[i - 1]?.kind === 'word' && !attribute.test(this.word(i - 1)))
        return this.word(i - 1);
      i = close;
    }
    return null;
  }
}
