/**
 * What is known of a flags word: the bits that are set on every path, those that are set on some,
 * and whether anything flowed into it that could not be followed.
 */
export interface FlagValue {
  readonly must: ReadonlySet<string>;
  /** Holds `must`. */
  readonly may: ReadonlySet<string>;
  readonly unknown: boolean;
  /** Pairs of `may` that no path sets together, as `pairOf()` writes them. */
  readonly apart: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export const NO_FLAGS: FlagValue = { must: none, may: none, unknown: false, apart: none };
export const UNKNOWN_FLAGS: FlagValue = { must: none, may: none, unknown: true, apart: none };

export function flagsOf(names: Iterable<string>): FlagValue {
  const set = new Set(names);
  return { must: set, may: set, unknown: false, apart: none };
}

const pairOf = (x: string, y: string) => (x < y ? `${x} ${y}` : `${y} ${x}`);

/** The pairs among the names for which the question is answered with no. */
function pairsNot(
  names: ReadonlySet<string>,
  together: (x: string, y: string) => boolean,
): ReadonlySet<string> {
  const all = [...names];
  const pairs = all.flatMap((x, i) => all.slice(i + 1).map((y) => [x, y] as const));
  return new Set(pairs.filter(([x, y]) => !together(x, y)).map(([x, y]) => pairOf(x, y)));
}

const canBoth = ({ may, apart }: FlagValue, x: string, y: string): boolean =>
  may.has(x) && may.has(y) && !apart.has(pairOf(x, y));

/** The flags that paths can set at once: `may`, as often as needed to keep apart what no path joins. */
export function setsOf({ may, apart }: FlagValue): readonly (readonly string[])[] {
  let sets = [[...may]];
  for (const pair of apart) {
    const [x, y] = pair.split(' ');
    sets = sets.flatMap((set) =>
      set.includes(x) && set.includes(y)
        ? [set.filter((name) => name !== x), set.filter((name) => name !== y)]
        : [set],
    );
  }
  return sets;
}

/** The bits of `a`, none of them certain. */
export function perhaps(a: FlagValue): FlagValue {
  return { ...a, must: none };
}

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a, ...b]);

/** Either value, as after an `if`. */
export function join(a: FlagValue, b: FlagValue): FlagValue {
  const may = union(a.may, b.may);
  return {
    must: new Set([...a.must].filter((name) => b.must.has(name))),
    may,
    unknown: a.unknown || b.unknown,
    apart: pairsNot(may, (x, y) => canBoth(a, x, y) || canBoth(b, x, y)),
  };
}

/** `a | b`. */
export function or(a: FlagValue, b: FlagValue): FlagValue {
  const may = union(a.may, b.may);
  const crosses = (x: string, y: string) => a.may.has(x) && b.may.has(y);
  return {
    must: union(a.must, b.must),
    may,
    unknown: a.unknown || b.unknown,
    apart: pairsNot(
      may,
      (x, y) => canBoth(a, x, y) || canBoth(b, x, y) || crosses(x, y) || crosses(y, x),
    ),
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
    apart: none,
  };
}

/** `a & ~b`. */
export function without(a: FlagValue, b: FlagValue): FlagValue {
  return {
    must: new Set([...a.must].filter((name) => !b.may.has(name) && !b.unknown)),
    may: new Set([...a.may].filter((name) => !b.must.has(name))),
    unknown: a.unknown,
    apart: a.apart,
  };
}

/** The names as the records write them: a bit that is set on some paths only ends in `?`. */
export function bitNames({ must, may }: FlagValue): string[] {
  return [...may].map((name) => (must.has(name) ? name : `${name}?`));
}
