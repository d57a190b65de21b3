import type { Linear, Sym } from './linear';

/** Rows and columns that one question may have; beyond, the answer is "not contradictory". */
const MAX_ROWS = 64;
const MAX_COLUMNS = 24;
const STRIDE = MAX_COLUMNS + 1;

/** Factors beyond this are no longer exact. */
const MAX_FACTOR = 2 ** 40;

/**
 * A system of linear inequalities `expression <= 0` over the integers, refuted by Fourier-Motzkin
 * elimination with rounding of the constants. One object is used again and again: questions are many
 * and small, and must not leave garbage behind.
 */
export class Elimination {
  private rows = new Float64Array(MAX_ROWS * STRIDE);
  private spare = new Float64Array(MAX_ROWS * STRIDE);
  private count = 0;
  /** The symbol of each column; there are few, and looking through them beats a hash table. */
  private readonly symbols = new Int32Array(MAX_COLUMNS);
  private width = 0;
  /** A row was a contradiction in itself. */
  private refuted = false;
  /** The system outgrew the tables: nothing is proven. */
  private overflow = false;

  reset(): void {
    this.count = 0;
    this.width = 0;
    this.refuted = false;
    this.overflow = false;
  }

  /** Adds `sign * expression <= 0`. */
  add({ terms, constant }: Linear, sign = 1): void {
    if (!this.open()) return;
    const at = this.count * STRIDE;
    for (const term of terms) {
      const column = this.column(term[0]);
      if (column === -1) return;
      this.rows[at + column] = sign * term[1];
    }
    this.rows[at + MAX_COLUMNS] = sign * constant;
    this.commit();
  }

  /** Adds `symbol >= limit` (sign -1) or `symbol <= limit` (sign 1). */
  addLimit(sym: Sym, limit: number, sign: 1 | -1): void {
    if (!this.open()) return;
    const column = this.column(sym);
    if (column === -1) return;
    const at = this.count * STRIDE;
    this.rows[at + column] = sign;
    this.rows[at + MAX_COLUMNS] = -sign * limit;
    this.commit();
  }

  private open(): boolean {
    if (this.refuted || this.overflow) return false;
    if (this.count === MAX_ROWS) {
      this.overflow = true;
      return false;
    }
    this.rows.fill(0, this.count * STRIDE, (this.count + 1) * STRIDE);
    return true;
  }

  private column(sym: Sym): number {
    for (let i = 0; i < this.width; i++) if (this.symbols[i] === sym) return i;
    if (this.width === MAX_COLUMNS) {
      this.overflow = true;
      return -1;
    }
    this.symbols[this.width] = sym;
    return this.width++;
  }

  /** Takes the row at `count` into the system, reduced, unless one at least as strict is there. */
  private commit(): void {
    const { rows, width } = this;
    const at = this.count * STRIDE;
    let divisor = 0;
    for (let i = 0; i < width; i++) {
      const factor = Math.abs(rows[at + i]);
      if (factor === 0) continue;
      if (factor > MAX_FACTOR) return;
      divisor = factor === 1 ? 1 : gcd(divisor, factor);
    }
    if (divisor === 0) {
      if (rows[at + MAX_COLUMNS] > 0) this.refuted = true;
      return;
    }
    if (divisor > 1) {
      for (let i = 0; i < width; i++) rows[at + i] /= divisor;
      rows[at + MAX_COLUMNS] = Math.ceil(rows[at + MAX_COLUMNS] / divisor);
    }
    for (let row = 0; row < this.count; row++) {
      const other = row * STRIDE;
      if (!this.parallel(at, other, width)) continue;
      if (rows[at + MAX_COLUMNS] > rows[other + MAX_COLUMNS])
        rows[other + MAX_COLUMNS] = rows[at + MAX_COLUMNS];
      return;
    }
    this.count++;
  }

  private parallel(a: number, b: number, width: number): boolean {
    for (let i = 0; i < width; i++) if (this.rows[a + i] !== this.rows[b + i]) return false;
    return true;
  }

  /** Whether no integers satisfy the system. True is certain; false means: not refuted. */
  isContradictory(): boolean {
    while (!this.refuted && !this.overflow) {
      const column = this.cheapest();
      if (column === -1) return false;
      this.eliminate(column);
    }
    return this.refuted;
  }

  /** The column whose elimination adds the fewest rows, or -1 when none is left. */
  private cheapest(): number {
    let best = -1;
    let bestCost = Infinity;
    for (let column = 0; column < this.width; column++) {
      let up = 0;
      let down = 0;
      for (let row = 0; row < this.count; row++) {
        const factor = this.rows[row * STRIDE + column];
        if (factor > 0) up++;
        else if (factor < 0) down++;
      }
      if (up + down === 0) continue;
      const cost = up * down - up - down;
      if (cost < bestCost) {
        best = column;
        bestCost = cost;
      }
    }
    return best;
  }

  private eliminate(column: number): void {
    const old = this.rows;
    const oldCount = this.count;
    const { width } = this;
    this.rows = this.spare;
    this.spare = old;
    this.count = 0;
    for (let row = 0; row < oldCount; row++) {
      const from = row * STRIDE;
      if (old[from + column] !== 0) continue;
      const to = this.count * STRIDE;
      for (let k = 0; k < width; k++) this.rows[to + k] = old[from + k];
      this.rows[to + MAX_COLUMNS] = old[from + MAX_COLUMNS];
      this.count++;
    }
    for (let i = 0; i < oldCount; i++) {
      const up = i * STRIDE;
      const b = old[up + column];
      if (b <= 0) continue;
      for (let j = 0; j < oldCount; j++) {
        const down = j * STRIDE;
        const a = -old[down + column];
        if (a <= 0) continue;
        if (this.count === MAX_ROWS) {
          this.overflow = true;
          return;
        }
        const to = this.count * STRIDE;
        for (let k = 0; k < width; k++) this.rows[to + k] = a * old[up + k] + b * old[down + k];
        this.rows[to + MAX_COLUMNS] = a * old[up + MAX_COLUMNS] + b * old[down + MAX_COLUMNS];
        this.commit();
        if (this.refuted) return;
      }
    }
  }
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
