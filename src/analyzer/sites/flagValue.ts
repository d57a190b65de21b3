/**
 * What is known of a flags word: the bits that are set on every path, those that are set on some,
 * and whether anything flowed into it that could not be followed.
 */
export interface FlagValue {
  readonly must: ReadonlySet<string>;
  /** Holds `must`. */
  readonly may: ReadonlySet<string>;
  readonly unknown: boolean;
}

const none: ReadonlySet<string> = new Set();

export const NO_FLAGS: FlagValue = { must: none, may: none, unknown: false };
export const UNKNOWN_FLAGS: FlagValue = { must: none, may: none, unknown: true };

export function flagsOf(names: Iterable<string>): FlagValue {
  const set = new Set(names);
  return { must: set, may: set, unknown: false };
}

/** The bits of `a`, none of them certain. */
export function perhaps(a: FlagValue): FlagValue {
  return { ...a, must: none };
}

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a, ...b]);

/** Either value, as after an `if`. */
export function join(a: FlagValue, b: FlagValue): FlagValue {
  return {
    must: new Set([...a.must].filter((name) => b.must.has(name))),
    may: union(a.may, b.may),
    unknown: a.unknown || b.unknown,
  };
}

/** `a | b`. */
export function or(a: FlagValue, b: FlagValue): FlagValue {
  return {
    must: union(a.must, b.must),
    may: union(a.may, b.may),
    unknown: a.unknown || b.unknown,
  };
}

/** `a & b`: of an unknown word only what the other side lets through. */
export function and(a: FlagValue, b: FlagValue): FlagValue {
  const through = (x: FlagValue, y: FlagValue) =>
    [...x.may].filter((n) => y.unknown || y.may.has(n));
  return {
    must: new Set([...a.must].filter((name) => b.must.has(name))),
    may: new Set([...through(a, b), ...through(b, a)]),
    unknown: a.unknown && b.unknown,
  };
}

/** `a & ~b`. */
export function without(a: FlagValue, b: FlagValue): FlagValue {
  return {
    must: new Set([...a.must].filter((name) => !b.may.has(name) && !b.unknown)),
    may: new Set([...a.may].filter((name) => !b.must.has(name))),
    unknown: a.unknown,
  };
}

/** The names as the records write them: a bit that is set on some paths only ends in `?`. */
export function bitNames({ must, may }: FlagValue): string[] {
  return [...may].map((name) => (must.has(name) ? name : `${name}?`));
}
