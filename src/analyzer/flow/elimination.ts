import type { Linear, Sym } from './linear';

/** More rows than this while eliminating, and the answer is "not contradictory". */
const MAX_ROWS = 60;

/** Factors beyond this are no longer exact. */
const MAX_FACTOR = 2 ** 40;

/**
 * Whether no integers make all of the expressions <= 0. Fourier-Motzkin elimination with rounding of
 * the constants; true is certain, false means that no contradiction was found.
 */
export function isContradictory(system: readonly Linear[]): boolean {
  const columns = new Map<Sym, number>();
  for (const { terms } of system)
    for (const [sym] of terms) if (!columns.has(sym)) columns.set(sym, columns.size);
  const width = columns.size;
  let rows: Float64Array[] = [];
  for (const { terms, constant } of system) {
    const row = new Float64Array(width + 1);
    for (const [sym, factor] of terms) row[columns.get(sym) ?? 0] = factor;
    row[width] = constant;
    if (addRow(rows, row, width)) return true;
  }
  for (let left = width; left > 0; left--) {
    const column = cheapest(rows, width);
    if (column === -1) return false;
    const next: Float64Array[] = [];
    for (const row of rows) if (row[column] === 0) next.push(row);
    for (const up of rows) {
      if (up[column] <= 0) continue;
      for (const down of rows) {
        if (down[column] >= 0) continue;
        if (addRow(next, combined(up, down, column, width), width)) return true;
        if (next.length > MAX_ROWS) return false;
      }
    }
    rows = next;
  }
  return false;
}

/** The column whose elimination adds the fewest rows, or -1 when none is left. */
function cheapest(rows: readonly Float64Array[], width: number): number {
  let best = -1;
  let bestCost = Infinity;
  for (let column = 0; column < width; column++) {
    let up = 0;
    let down = 0;
    for (const row of rows) {
      if (row[column] > 0) up++;
      else if (row[column] < 0) down++;
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

function combined(
  up: Float64Array,
  down: Float64Array,
  column: number,
  width: number,
): Float64Array {
  const row = new Float64Array(width + 1);
  const a = -down[column];
  const b = up[column];
  for (let i = 0; i <= width; i++) row[i] = a * up[i] + b * down[i];
  return row;
}

/** Adds a row unless one at least as strict is there; true when it is a contradiction in itself. */
function addRow(rows: Float64Array[], row: Float64Array, width: number): boolean {
  let divisor = 0;
  for (let i = 0; i < width; i++) {
    if (row[i] === 0) continue;
    if (Math.abs(row[i]) > MAX_FACTOR) return false;
    divisor = gcd(divisor, Math.abs(row[i]));
  }
  if (divisor === 0) return row[width] > 0;
  if (divisor > 1) {
    for (let i = 0; i < width; i++) row[i] /= divisor;
    row[width] = Math.ceil(row[width] / divisor);
  }
  for (const [at, other] of rows.entries()) {
    if (!parallel(row, other, width)) continue;
    if (row[width] > other[width]) rows[at] = row;
    return false;
  }
  rows.push(row);
  return false;
}

function parallel(a: Float64Array, b: Float64Array, width: number): boolean {
  for (let i = 0; i < width; i++) if (a[i] !== b[i]) return false;
  return true;
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
