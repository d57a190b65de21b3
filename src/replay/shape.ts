/**
 * Checks that a value from outside (a message, a saved state, a scenario file) has the shape a
 * type promises, so that the type can be believed from there on.
 */

export type Shape<T> = (value: unknown) => value is T;

export const text: Shape<string> = (value) => typeof value === 'string';
export const flag: Shape<boolean> = (value) => typeof value === 'boolean';
/** A whole number, not negative: a line, a count, an index. */
export const count: Shape<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** A whole number of either sign. */
export const whole: Shape<number> = (value): value is number => Number.isSafeInteger(value);

export const nothing: Shape<null> = (value) => value === null;

export function oneOf<const T extends string>(...allowed: readonly T[]): Shape<T> {
  const set: ReadonlySet<unknown> = new Set(allowed);
  return (value): value is T => set.has(value);
}

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every((v) => item(v));
}

export function either<A, B>(a: Shape<A>, b: Shape<B>): Shape<A | B> {
  return (value): value is A | B => a(value) || b(value);
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value): value is T | undefined => value === undefined || shape(value);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these fields; further fields are let pass. */
export function record<T extends object>(fields: {
  readonly [K in keyof T]-?: Shape<T[K]>;
}): Shape<T> {
  const checks = Object.entries<Shape<unknown>>(fields);
  return (value): value is T => isRecord(value) && checks.every(([name, is]) => is(value[name]));
}

/** One of several records told apart by the field `kind`. */
export function union<T extends { readonly kind: string }>(members: {
  readonly [K in T['kind']]: Shape<Extract<T, { readonly kind: K }>>;
}): Shape<T> {
  const byKind = new Map<unknown, Shape<T>>(Object.entries<Shape<T>>(members));
  return (value): value is T => isRecord(value) && (byKind.get(value.kind)?.(value) ?? false);
}
