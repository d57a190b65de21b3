/** A symbol: an unknown that stands for one value on one path. Numbers index the symbol table. */
export type Sym = number;

type Term = readonly [sym: Sym, factor: number];

/** The bit of a symbol in `Linear.mask`. */
export const bitOf = (sym: Sym): number => 1 << (sym & 31);

/**
 * An integer (or an address) as a linear expression over symbols: `constant + Σ factor * symbol`.
 * Immutable; two expressions with the same key are the same expression.
 */
export class Linear {
  private cachedKey: string | null = null;
  private cachedTermsKey: string | null = null;
  /**
   * A bit for each symbol, many symbols to a bit: where two expressions share no bit they share no
   * symbol. Most questions about symbols end here.
   */
  readonly mask: number;

  private constructor(
    readonly constant: number,
    /** Sorted by symbol, no zero factors. */
    readonly terms: readonly Term[],
  ) {
    let mask = 0;
    for (const term of terms) mask |= bitOf(term[0]);
    this.mask = mask;
  }

  static readonly zero = new Linear(0, []);
  static readonly one = new Linear(1, []);
  /** By number; symbols are asked for far more often than they are made. */
  private static readonly symbols: Linear[] = [];

  static of(constant: number): Linear {
    return constant === 0 ? Linear.zero : new Linear(constant, []);
  }

  static symbol(sym: Sym): Linear {
    return (Linear.symbols[sym] ??= new Linear(0, [[sym, 1]]));
  }

  get key(): string {
    this.cachedKey ??= `${this.termsKey}${this.constant}`;
    return this.cachedKey;
  }

  /** Equal for expressions that differ in their constant only. */
  get termsKey(): string {
    if (this.cachedTermsKey === null) {
      let key = '';
      for (const [sym, factor] of this.terms) key += `${factor}#${sym}+`;
      this.cachedTermsKey = key;
    }
    return this.cachedTermsKey;
  }

  get isConstant(): boolean {
    return this.terms.length === 0;
  }

  /** The symbol, when the expression is exactly one symbol. */
  get asSymbol(): Sym | null {
    if (this.terms.length !== 1 || this.constant !== 0) return null;
    const only = this.terms[0];
    return only[1] === 1 ? only[0] : null;
  }

  equals(other: Linear): boolean {
    if (this === other) return true;
    if (this.constant !== other.constant || this.terms.length !== other.terms.length) return false;
    if (this.mask !== other.mask) return false;
    for (let i = 0; i < this.terms.length; i++) {
      const [mine, theirs] = [this.terms[i], other.terms[i]];
      if (mine !== theirs && (mine[0] !== theirs[0] || mine[1] !== theirs[1])) return false;
    }
    return true;
  }

  plus(other: Linear, factor = 1): Linear {
    if (factor === 0) return this;
    if (other.isConstant)
      return other.constant === 0
        ? this
        : new Linear(this.constant + factor * other.constant, this.terms);
    const terms: Term[] = [];
    let i = 0;
    for (const theirs of other.terms) {
      const sym = theirs[0];
      while (i < this.terms.length && this.terms[i][0] < sym) terms.push(this.terms[i++]);
      if (i === this.terms.length || this.terms[i][0] !== sym) {
        terms.push(factor === 1 ? theirs : [sym, factor * theirs[1]]);
        continue;
      }
      const sum = this.terms[i++][1] + factor * theirs[1];
      if (sum !== 0) terms.push([sym, sum]);
    }
    while (i < this.terms.length) terms.push(this.terms[i++]);
    return new Linear(this.constant + factor * other.constant, terms);
  }

  minus(other: Linear): Linear {
    return this.plus(other, -1);
  }

  add(constant: number): Linear {
    return constant === 0 ? this : new Linear(this.constant + constant, this.terms);
  }

  times(factor: number): Linear {
    if (factor === 1) return this;
    if (factor === 0) return Linear.zero;
    return new Linear(
      this.constant * factor,
      this.terms.map(([s, f]) => [s, f * factor] as const),
    );
  }

  factorOf(sym: Sym): number {
    if ((this.mask & bitOf(sym)) === 0) return 0;
    for (const term of this.terms) if (term[0] === sym) return term[1];
    return 0;
  }

  without(sym: Sym): Linear {
    return new Linear(
      this.constant,
      this.terms.filter(([s]) => s !== sym),
    );
  }

  /** Divides by the greatest common divisor of the factors, rounding so that `this <= 0` is kept. */
  tightened(): Linear {
    if (this.terms.length === 0) return this;
    let g = 0;
    for (const [, f] of this.terms) {
      if (f === 1 || f === -1) return this;
      g = gcd(g, Math.abs(f));
    }
    if (g <= 1) return this;
    return new Linear(
      Math.ceil(this.constant / g),
      this.terms.map(([s, f]) => [s, f / g] as const),
    );
  }
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
