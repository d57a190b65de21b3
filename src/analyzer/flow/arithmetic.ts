import { term } from './conditions';
import type { CType } from './ctypes';
import { Linear } from './linear';
import type { State } from './state';

/** log2 of the page size that is assumed; any would do, since counts are symbols. */
export const PAGE_SHIFT = 12;
export const PAGE_SIZE = 2 ** PAGE_SHIFT;

/** Operators that make one number for a page of another. */
const PAGE_OPERATORS = /^(?:\||&|<<|>>|\*|\/)$/;

/** The value of an arithmetic expression: linear where it can be, else a symbol of its own. */
export function arithmetic(
  state: State,
  operator: string,
  left: Linear,
  right: Linear,
  type: CType | null,
): Linear {
  const a = state.normal(left);
  const b = state.normal(right);
  const both = a.isConstant && b.isConstant;
  const number = PAGE_OPERATORS.test(operator) ? pageNumber(state, operator, a, b) : null;
  if (number !== null) return number;
  switch (operator) {
    case '+':
      return a.plus(b);
    case '-':
      return a.minus(b);
    case '*':
      if (a.isConstant) return b.times(a.constant);
      if (b.isConstant) return a.times(b.constant);
      break;
    case '<<':
      if (b.isConstant && b.constant >= 0 && b.constant < 40) return a.times(2 ** b.constant);
      break;
    case '>>':
      if (b.isConstant && b.constant >= 0 && b.constant < 40)
        return divided(state, a, 2 ** b.constant, type);
      break;
    case '/':
      if (b.isConstant && b.constant > 0) return divided(state, a, b.constant, type);
      break;
    case '%':
      if (both && b.constant > 0) return Linear.of(a.constant % b.constant);
      if (b.isConstant && b.constant > 0) return upTo(state, operator, a, b, type);
      break;
    case '|':
      if (a.isConstant && a.constant === 0) return b;
      if (b.isConstant && b.constant === 0) return a;
      if (both) return Linear.of(Number(BigInt(a.constant) | BigInt(b.constant)));
      break;
    case '&':
      if ((a.isConstant && a.constant === 0) || (b.isConstant && b.constant === 0))
        return Linear.zero;
      if (both) return Linear.of(Number(BigInt(a.constant) & BigInt(b.constant)));
      if (b.isConstant && b.constant > 0) return upTo(state, operator, a, b.add(1), type);
      break;
    case '^':
      if (a.equals(b)) return Linear.zero;
      break;
  }
  return term(state, operator, [a, b], type);
}

/** What stands for a page still does when bits are put into it, masked or shifted. */
function pageNumber(state: State, operator: string, a: Linear, b: Linear): Linear | null {
  const { symbols } = state;
  const stands = (value: Linear) =>
    value.terms.some(([sym, factor]) => {
      const { origin } = symbols.info(sym);
      return factor === 1 && origin.kind === 'derived' && /^(?:phys|pfn)$/.test(origin.how);
    });
  const from = [a, b].find(stands);
  if (from === undefined) return null;
  return symbols.once(`number ${a.key} ${operator} ${b.key}`, () =>
    symbols.make('page number', { kind: 'derived', from, how: 'phys' }, null, 1),
  );
}

/** A remainder or masked value: from 0 up to below the limit. */
function upTo(
  state: State,
  operator: string,
  a: Linear,
  limit: Linear,
  type: CType | null,
): Linear {
  const value = term(state, operator, [a, limit], type);
  state.facts.addAtMostZero(value.times(-1));
  state.facts.addAtMostZero(value.minus(limit).add(1));
  return value;
}

/** `a / by` rounded down, with what that says about `a`. */
function divided(state: State, a: Linear, by: number, type: CType | null): Linear {
  if (by === 1) return a;
  if (a.isConstant) return Linear.of(Math.trunc(a.constant / by));
  const exact = a.constant % by === 0 && a.terms.every(([, f]) => f % by === 0);
  if (exact) return a.times(1 / by);
  const quotient = term(state, '/', [a, Linear.of(by)], type);
  // by * quotient <= a < by * quotient + by, for the a >= 0 that sizes and offsets are.
  state.facts.addAtMostZero(quotient.times(by).minus(a));
  state.facts.addAtMostZero(a.minus(quotient.times(by)).add(1 - by));
  return quotient;
}
