import { matchBrackets } from './brackets';
import { lex, type Token } from './lexer';

const SPACE = 32;
const NEWLINE = 10;
const RETURN = 13;

/** The characters as a string of as many units. */
const decode = (characters: Uint16Array): string =>
  new TextDecoder('utf-16le', { ignoreBOM: true }).decode(characters);

/**
 * A text under normalisation: its live tokens, and a copy of its characters to write over. Every
 * change keeps the length and the newlines, so that offsets and lines stay those of the source.
 */
export class Draft {
  /** The tokens that passes still see, in order. */
  tokens: Token[];
  private readonly characters: Uint16Array;
  private matched: { readonly of: readonly Token[]; readonly partner: Int32Array } | null = null;

  constructor(text: string) {
    this.tokens = lex(text);
    this.characters = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) this.characters[i] = text.charCodeAt(i);
  }

  /** For each token the index of the bracket it matches, or -1. Brackets written since do not count. */
  get partner(): Int32Array {
    if (this.matched?.of !== this.tokens) {
      this.matched = { of: this.tokens, partner: matchBrackets(this.tokens) };
    }
    return this.matched.partner;
  }

  /** Drops tokens that were blanked; does nothing when there are none. */
  drop(gone: ReadonlySet<number>): void {
    if (gone.size > 0) this.tokens = this.tokens.filter((_, index) => !gone.has(index));
  }

  /** Turns `[start, end)` into spaces; comments in the range go too, newlines stay. */
  blankRange(start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const c = this.characters[i];
      if (c !== NEWLINE && c !== RETURN) this.characters[i] = SPACE;
    }
  }

  /** Turns one token into spaces. The caller drops it from `tokens` with `keep`. */
  blank(token: Token): void {
    this.blankRange(token.start, token.end);
  }

  /**
   * Writes `text`, which may not be longer, over the token and pads it with spaces.
   * Returns the token that stands there now.
   */
  overwrite(token: Token, text: string): Token {
    this.blank(token);
    this.write(token.start, text);
    return {
      kind: /^\w/.test(text) ? 'word' : 'punct',
      start: token.start,
      end: token.start + text.length,
      text,
    };
  }

  /** Writes over the characters from `start` on. */
  write(start: number, text: string): void {
    for (let i = 0; i < text.length; i++) this.characters[start + i] = text.charCodeAt(i);
  }

  /** Joins tokens that stand on one line into one identifier: `unsigned long` → `unsigned_long`. */
  weld(first: Token, last: Token): Token {
    for (let i = first.start; i < last.end; i++) {
      const c = String.fromCharCode(this.characters[i] ?? SPACE);
      if (!/\w/.test(c)) this.characters[i] = '_'.charCodeAt(0);
    }
    return {
      kind: 'word',
      start: first.start,
      end: last.end,
      text: this.slice(first.start, last.end),
    };
  }

  /** The text between two offsets as it stands now. */
  slice(start: number, end: number): string {
    return decode(this.characters.subarray(start, end));
  }

  /** Whether a line ends between two offsets. */
  hasNewline(start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (this.characters[i] === NEWLINE) return true;
    return false;
  }

  toString(): string {
    return decode(this.characters);
  }
}
