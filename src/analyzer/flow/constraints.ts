import type { BoundSet } from './boundSet';
import type { Elimination } from './elimination';
import { bitOf, Linear, type Sym } from './linear';

/** What holds whatever the path. */
export interface SymbolRange {
  min(sym: Sym): number | null;
  max(sym: Sym): number | null;
  /** A system to ask with. */
  readonly elimination: Elimination;
  /** What is known of nothing. */
  readonly noBounds: BoundSet;
  /** Whether two symbols can never be equal. */
  distinct(a: Sym, b: Sym): boolean;
}

/** Inequalities that one question looks at. */
const MAX_SYSTEM = 12;

/**
 * What is known about the symbols on one path: equalities (solved for a symbol each), inequalities
 * and disequalities over the integers.
 *
 * Answers are one-sided: "contradicts" is proven, everything else means "as far as is known it can
 * be". Mutating methods return false when the new fact contradicts what is known; the object must
 * not be used after that.
 */
export class Constraints {
  private solved: Map<Sym, Linear>;
  private bounds: BoundSet;
  /** Each is known to be != 0. */
  private unequal: Linear[];
  /** Which symbols are solved, in the way of `Linear.mask`. */
  private solvedMask = 0;
  private shared = false;

  constructor(private readonly range: SymbolRange) {
    this.solved = new Map();
    this.bounds = range.noBounds;
    this.unequal = [];
  }

  clone(): Constraints {
    const copy = new Constraints(this.range);
    copy.solved = this.solved;
    copy.bounds = this.bounds;
    copy.unequal = this.unequal;
    copy.solvedMask = this.solvedMask;
    copy.shared = true;
    this.shared = true;
    return copy;
  }

  private own(): void {
    if (!this.shared) return;
    this.solved = new Map(this.solved);
    this.unequal = [...this.unequal];
    this.shared = false;
  }

  /** How many symbols are solved: normal forms stay as they are while it does. */
  get solvedCount(): number {
    return this.solved.size;
  }

  /** The expression with every solved symbol replaced. */
  normal(expression: Linear): Linear {
    let result = expression;
    for (let i = 0; i < result.terms.length;) {
      if ((result.mask & this.solvedMask) === 0) return result;
      const term = result.terms[i++];
      const value = this.solved.get(term[0]);
      if (value === undefined) continue;
      result = result.without(term[0]).plus(value, term[1]);
      i = 0;
    }
    return result;
  }

  /** Adds `expression <= 0`. */
  addAtMostZero(expression: Linear): boolean {
    const e = this.normal(expression).tightened();
    if (e.isConstant) return e.constant <= 0;
    const { list } = this.bounds;
    const same = list.findIndex((bound) => bound.termsKey === e.termsKey);
    if (same !== -1 && list[same].constant >= e.constant) return true;
    if (!this.canBeAtMostZero(e)) return false;
    // Both sides known: an equality, which substitutes better.
    if (this.isAtLeastZero(e)) return this.addZero(e);
    this.bounds = same === -1 ? this.bounds.with(e) : this.bounds.replacing(same, e);
    return this.recheckUnequal(e);
  }

  /** Whether a bound or a range alone says that the expression is not negative. */
  private isAtLeastZero(e: Linear): boolean {
    const opposite = e.times(-1);
    for (const bound of this.bounds.list)
      if (bound.termsKey === opposite.termsKey) return bound.constant >= opposite.constant;
    const [[sym, factor]] = e.terms;
    if (e.terms.length > 1) return false;
    const limit = factor > 0 ? this.range.min(sym) : this.range.max(sym);
    return limit !== null && factor * limit + e.constant >= 0;
  }

  /** Adds `expression == 0`. */
  addZero(expression: Linear): boolean {
    const e = this.normal(expression);
    if (e.isConstant) return e.constant === 0;
    if (!this.canBeZero(e)) return false;
    const pick = [...e.terms].reverse().find(([, f]) => Math.abs(f) === 1);
    this.own();
    if (pick === undefined) {
      this.bounds = this.bounds.with(e).with(e.times(-1));
      return true;
    }
    const [sym, factor] = pick;
    const value = e.without(sym).times(-factor);
    this.solved.set(sym, value);
    this.solvedMask |= bitOf(sym);
    // The range of the symbol that goes must not be forgotten.
    const extra: Linear[] = [];
    const min = this.range.min(sym);
    const max = this.range.max(sym);
    if (min !== null) extra.push(Linear.of(min).minus(value));
    if (max !== null) extra.push(value.add(-max));
    if ((this.bounds.mask & bitOf(sym)) !== 0) {
      const { list } = this.bounds;
      this.bounds = this.range.noBounds;
      for (const bound of list) {
        if (bound.factorOf(sym) === 0) this.bounds = this.bounds.with(bound);
        else extra.push(bound);
      }
    }
    const unequal = this.unequal;
    this.unequal = [];
    for (const bound of extra) if (!this.addAtMostZero(bound)) return false;
    for (const d of unequal) {
      if (d.factorOf(sym) === 0) this.unequal.push(d);
      else if (!this.addNonZero(d)) return false;
    }
    return true;
  }

  /** Adds `expression != 0`. */
  addNonZero(expression: Linear): boolean {
    const e = this.normal(expression);
    if (e.isConstant) return e.constant !== 0;
    const below = this.canBeAtMostZero(e.add(1));
    const above = this.canBeAtMostZero(e.times(-1).add(1));
    if (!below && !above) return false;
    if (!below) return this.addAtMostZero(e.times(-1).add(1));
    if (!above) return this.addAtMostZero(e.add(1));
    this.own();
    this.unequal.push(e);
    return true;
  }

  private recheckUnequal(changed: Linear): boolean {
    if (this.unequal.length === 0) return true;
    const touched = this.unequal.filter((d) => d.terms.some(([s]) => changed.factorOf(s) !== 0));
    if (touched.length === 0) return true;
    this.own();
    this.unequal = this.unequal.filter((d) => !touched.includes(d));
    return touched.every((d) => this.addNonZero(d));
  }

  canBeZero(expression: Linear): boolean {
    const e = this.normal(expression);
    if (e.isConstant) return e.constant === 0;
    if (this.unequal.some((d) => d.equals(e) || d.equals(e.times(-1)))) return false;
    const [a, b] = e.terms;
    if (
      e.terms.length === 2 &&
      e.constant === 0 &&
      a[1] === -b[1] &&
      this.range.distinct(a[0], b[0])
    )
      return false;
    return this.feasible(e, true);
  }

  canBeAtMostZero(expression: Linear): boolean {
    const e = this.normal(expression);
    if (e.isConstant) return e.constant <= 0;
    return this.feasible(e, false);
  }

  provesAtMostZero(expression: Linear): boolean {
    return !this.canBeAtMostZero(expression.times(-1).add(1));
  }

  provesZero(expression: Linear): boolean {
    const e = this.normal(expression);
    if (e.isConstant) return e.constant === 0;
    return this.provesAtMostZero(e) && this.provesAtMostZero(e.times(-1));
  }

  provesNonZero(expression: Linear): boolean {
    return !this.canBeZero(expression);
  }

  /**
   * Whether the expression can be <= 0, or 0 when `exactly`, together with what is known. What lies
   * far from it in the web of known bounds seldom decides, and is left out.
   */
  private feasible(question: Linear, exactly: boolean): boolean {
    if (!this.boundsTouch(question)) return this.inRange(question, exactly);
    const key = exactly ? `=${question.key}` : question.key;
    return this.bounds.answer(key, () => this.isFeasible(question, exactly));
  }

  private isFeasible(question: Linear, exactly: boolean): boolean {
    const system = this.range.elimination;
    system.reset();
    system.add(question);
    if (exactly) system.add(question, -1);
    const near: Linear[] = [question];
    for (let i = 0; i < near.length; i++) {
      for (const term of near[i].terms) {
        const sym = term[0];
        if (i > 0 && isIn(near, i, sym)) continue;
        const min = this.range.min(sym);
        const max = this.range.max(sym);
        if (min !== null) system.addLimit(sym, min, -1);
        if (max !== null) system.addLimit(sym, max, 1);
        this.addBoundsOn(sym, near, system);
      }
    }
    return !system.isContradictory();
  }

  /** Once there are many, only those that are about nothing but the symbol. */
  private addBoundsOn(sym: Sym, near: Linear[], system: Elimination): void {
    if ((this.bounds.mask & bitOf(sym)) === 0) return;
    const isFull = near.length >= MAX_SYSTEM;
    for (const bound of this.bounds.list) {
      if (isFull && bound.terms.length > 1) continue;
      if (bound.factorOf(sym) === 0 || near.includes(bound)) continue;
      near.push(bound);
      system.add(bound);
    }
  }

  private boundsTouch({ terms, mask }: Linear): boolean {
    if ((this.bounds.mask & mask) === 0) return false;
    for (const bound of this.bounds.list)
      if ((bound.mask & mask) !== 0)
        for (const term of terms) if (bound.factorOf(term[0]) !== 0) return true;
    return false;
  }

  /** Nothing is known of its symbols but their ranges. */
  private inRange({ terms, constant }: Linear, exactly: boolean): boolean {
    let low = constant;
    let high = constant;
    for (const [sym, factor] of terms) {
      const min = this.range.min(sym) ?? -Infinity;
      const max = this.range.max(sym) ?? Infinity;
      low += factor * (factor > 0 ? min : max);
      high += factor * (factor > 0 ? max : min);
    }
    return low <= 0 && (!exactly || high >= 0);
  }

  /** Keeps only what both know of the symbols that still matter; for states that are merged. */
  intersect(other: Constraints, matters: ReadonlySet<Sym>): void {
    this.own();
    const relevant = (e: Linear) => e.terms.some(([sym]) => matters.has(sym));
    const lost: Linear[] = [];
    for (const [sym, value] of this.solved) {
      const theirs = other.solved.get(sym);
      if (theirs?.equals(value) !== true) {
        this.solved.delete(sym);
        lost.push(Linear.symbol(sym).minus(value));
      }
    }
    const candidates = [...this.bounds.list, ...lost, ...lost.map((e) => e.times(-1))].filter(
      relevant,
    );
    const unequal = this.unequal.filter(relevant);
    this.bounds = this.range.noBounds;
    this.unequal = [];
    for (const bound of candidates) if (other.provesAtMostZero(bound)) this.addAtMostZero(bound);
    for (const d of unequal) if (other.provesNonZero(d)) this.addNonZero(d);
  }

  /** A text that is equal for equal knowledge; for finding states that are the same. */
  get signature(): string {
    const solved = [...this.solved].map(([s, v]) => `${s}=${v.key}`).sort();
    const bounds = this.bounds.list.map((b) => b.key).sort();
    const unequal = this.unequal.map((d) => d.key).sort();
    return `${solved.join()};${bounds.join()};${unequal.join()}`;
  }
}

/** Whether one of the first `count` expressions has the symbol. */
function isIn(expressions: readonly Linear[], count: number, sym: Sym): boolean {
  for (let i = 0; i < count; i++) if (expressions[i].factorOf(sym) !== 0) return true;
  return false;
}
