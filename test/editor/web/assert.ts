/** Stands for `node:assert/strict` where there is no Node: as much of it as the suites use. */

class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

function fail(message: string): never {
  throw new AssertionError(message);
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}

function check(holds: boolean, what: string, message?: string): void {
  if (!holds) fail(message === undefined ? what : `${message}: ${what}`);
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isEqual(value, right.get(key)))
  );
}

export default {
  fail,
  ok: (value: unknown, message?: string) => {
    check(Boolean(value), `${shown(value)} is not true`, message);
  },
  equal: (actual: unknown, expected: unknown, message?: string) => {
    check(Object.is(actual, expected), `${shown(actual)} is not ${shown(expected)}`, message);
  },
  deepEqual: (actual: unknown, expected: unknown, message?: string) => {
    check(isEqual(actual, expected), `${shown(actual)} is not ${shown(expected)}`, message);
  },
  match: (text: string, pattern: RegExp, message?: string) => {
    check(pattern.test(text), `${shown(text)} does not match ${String(pattern)}`, message);
  },
  doesNotMatch: (text: string, pattern: RegExp, message?: string) => {
    check(!pattern.test(text), `${shown(text)} matches ${String(pattern)}`, message);
  },
};
