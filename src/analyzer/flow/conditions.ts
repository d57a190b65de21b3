import type { CType } from './ctypes';
import { commonType } from './ctypes';
import { Linear } from './linear';
import type { State } from './state';
import { HUGE } from './symbols';

/** Relations that conditions are made of; `>` and `>=` are these with the sides exchanged. */
export type Relation = '<' | '<=' | '==' | '!=';

/**
 * A value that is 1 when the condition holds and 0 when not. The condition is taken apart when it
 * is tested, so that storing it in a variable loses nothing.
 */
export function comparison(
  state: State,
  relation: Relation,
  left: Linear,
  right: Linear,
  leftType: CType | null,
  rightType: CType | null,
): Linear {
  const difference = state.normal(left.minus(right));
  if (difference.isConstant) return Linear.of(holds(relation, difference.constant) ? 1 : 0);
  const type = commonType(leftType, rightType);
  const unsigned = type?.kind === 'int' && !type.signed;
  return booleanTerm(state, unsigned ? `u${relation}` : relation, [left, right]);
}

function holds(relation: Relation, difference: number): boolean {
  switch (relation) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '==':
      return difference === 0;
    case '!=':
      return difference !== 0;
  }
}

export function negation(state: State, value: Linear): Linear {
  const known = truthOf(state, value);
  if (known !== null) return Linear.of(known ? 0 : 1);
  return booleanTerm(state, '!', [value]);
}

export function booleanTerm(state: State, op: string, args: readonly Linear[]): Linear {
  return term(state, op, args, { kind: 'int', bits: 1, signed: false });
}

/** The symbol for a pure operation; the same operation on equal values gives the same symbol. */
export function term(
  state: State,
  op: string,
  args: readonly Linear[],
  type: CType | null = null,
): Linear {
  const normal = args.map((a) => state.normal(a));
  const key = `${op}(${normal.map((a) => a.key).join()})`;
  const { symbols } = state;
  for (const sym of symbols.termsOf(op)) {
    const { origin } = symbols.info(sym);
    if (
      origin.kind === 'term' &&
      origin.args.length === normal.length &&
      origin.args.every((a, i) => state.normal(a).equals(normal[i]))
    )
      return state.normal(Linear.symbol(sym));
  }
  const made = symbols.once(key, () => symbols.make(key, { kind: 'term', op, args: normal }, type));
  const sym = made.asSymbol;
  if (sym !== null && !symbols.termsOf(op).includes(sym)) symbols.rememberTerm(op, sym);
  return made;
}

/** Whether the value is known to be true or false; null when it can be both. */
export function truthOf(state: State, value: Linear): boolean | null {
  const v = state.normal(value);
  if (v.isConstant) return v.constant !== 0;
  return null;
}

/**
 * The states in which the value is true (or false): none when that is impossible, more than one
 * when the condition has several ways to hold. Consumes the given state.
 */
export function assume(state: State, value: Linear, truth: boolean): State[] {
  const v = state.normal(value);
  if (v.isConstant) return (v.constant !== 0) === truth ? [state] : [];
  const origin = state.symbols.origin(v);
  if (origin?.kind !== 'term') return assumeNumber(state, v, truth);
  const [a, b] = origin.args;
  const settle = (states: State[]) => states.filter((s) => s.facts.addZero(truth ? v.add(-1) : v));
  switch (origin.op) {
    case '!':
      return settle(assume(state, a, !truth));
    case 'bool':
      return settle(assume(state, a, truth));
    case '<':
    case '<=':
    case '==':
    case '!=':
    case 'u<':
    case 'u<=':
    case 'u==':
    case 'u!=':
      return settle(assumeRelation(state, origin.op, a, b, truth));
    case '&&':
    case '||': {
      const both = (origin.op === '&&') === truth;
      if (both) return settle(assume(state, a, truth).flatMap((s) => assume(s, b, truth)));
      const first = assume(state.clone(), a, truth);
      const second = assume(state, a, !truth).flatMap((s) => assume(s, b, truth));
      return settle([...first, ...second]);
    }
    default:
      return assumeNumber(state, v, truth);
  }
}

function assumeNumber(state: State, value: Linear, truth: boolean): State[] {
  const possible = truth ? state.facts.addNonZero(value) : state.facts.addZero(value);
  return possible ? [state] : [];
}

function assumeRelation(
  state: State,
  op: string,
  left: Linear,
  right: Linear,
  truth: boolean,
): State[] {
  const unsigned = op.startsWith('u');
  const relation = (unsigned ? op.slice(1) : op) as Relation;
  if (!unsigned) return assumeOrdered(state, relation, left, right, truth) ? [state] : [];
  return splitBySign(state, left).flatMap((a) =>
    splitBySign(a.state, right).flatMap((b) => {
      // A negative number converts to one larger than any count.
      if (a.negative !== b.negative) {
        loseSign(b.state, a.negative ? left : right);
        return relationOfHuge(relation, a.negative) === truth ? [b.state] : [];
      }
      return assumeOrdered(b.state, relation, left, right, truth) ? [b.state] : [];
    }),
  );
}

function relationOfHuge(relation: Relation, leftIsHuge: boolean): boolean {
  if (relation === '==') return false;
  return relation === '!=' || !leftIsHuge;
}

/** The result of a failed acquire took part in an unsigned comparison. */
function loseSign(state: State, value: Linear): void {
  const v = state.normal(value);
  state.failed = state.failed.map((f) =>
    state.normal(f.result).equals(v) ? { ...f, lostSign: true } : f,
  );
}

function splitBySign(state: State, value: Linear): { state: State; negative: boolean }[] {
  if (!state.facts.canBeAtMostZero(value.add(1))) return [{ state, negative: false }];
  const negative = state.clone();
  const split: { state: State; negative: boolean }[] = [];
  if (state.facts.addAtMostZero(value.times(-1))) split.push({ state, negative: false });
  if (mayBeNegative(negative, value) && negative.facts.addAtMostZero(value.add(1)))
    split.push({ state: negative, negative: true });
  return split;
}

/** Only results of acquires and errnos are believed to be negative; other numbers count things. */
export function mayBeNegative(state: State, value: Linear): boolean {
  return (
    !state.facts.canBeAtMostZero(value.times(-1)) ||
    value.terms.some(([sym]) => state.symbols.info(sym).origin.kind === 'acquired')
  );
}

function assumeOrdered(
  state: State,
  relation: Relation,
  left: Linear,
  right: Linear,
  truth: boolean,
): boolean {
  const difference = left.minus(right);
  switch (relation) {
    case '<':
      return truth
        ? state.facts.addAtMostZero(difference.add(1))
        : state.facts.addAtMostZero(difference.times(-1));
    case '<=':
      return truth
        ? state.facts.addAtMostZero(difference)
        : state.facts.addAtMostZero(difference.times(-1).add(1));
    case '==':
    case '!=':
      if ((relation === '==') !== truth) return state.facts.addNonZero(difference);
      return areTakenPages(state, left, right) || state.facts.addZero(difference);
  }
}

/** Two slots may hold the same page, and then each has a reference to it: they stay two. */
function areTakenPages(state: State, left: Linear, right: Linear): boolean {
  return [left, right].every(
    (value) => state.symbols.origin(state.normal(value))?.kind === 'element',
  );
}

/**
 * The value after conversion to an integer type: a negative number becomes huge in an unsigned
 * one, and a huge one that was negative becomes negative again in a signed one.
 */
export function converted(
  state: State,
  value: Linear,
  type: CType | null,
): { state: State; value: Linear }[] {
  if (type?.kind !== 'int') return [{ state, value }];
  const v = state.normal(value);
  const origin = state.symbols.origin(v);
  if (origin?.kind === 'wrapped') return [{ state, value: type.signed ? origin.from : v }];
  if (type.bits === 1) return [{ state, value: booleanOf(state, v) }];
  if (type.signed || v.isConstant) return [{ state, value: wrapConstant(v, type.signed) }];
  if (!state.facts.canBeAtMostZero(v.add(1))) return [{ state, value: v }];
  if (!mayBeNegative(state, v)) {
    // What is computed from counts counts something itself.
    if (v.terms.length <= 2) state.facts.addAtMostZero(v.times(-1));
    return [{ state, value: v }];
  }
  return splitBySign(state, v).map((part) => {
    if (part.negative) loseSign(part.state, v);
    return { state: part.state, value: part.negative ? wrapped(part.state, v) : v };
  });
}

function wrapConstant(value: Linear, signed: boolean): Linear {
  return signed || !value.isConstant || value.constant >= 0
    ? value
    : Linear.of(2 ** 32 + value.constant);
}

export function wrapped(state: State, from: Linear): Linear {
  return state.symbols.once(`wrapped ${from.key}`, () =>
    state.symbols.make('a negative errno as unsigned', { kind: 'wrapped', from }, null, HUGE),
  );
}

/** 0 or 1, as assignment to a bool makes it. */
export function booleanOf(state: State, value: Linear): Linear {
  if (value.isConstant) return Linear.of(value.constant === 0 ? 0 : 1);
  const sym = value.asSymbol;
  if (sym !== null && state.symbols.min(sym) === 0 && state.symbols.max(sym) === 1) return value;
  return booleanTerm(state, 'bool', [value]);
}
