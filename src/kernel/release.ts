/**
 * Kernel releases: "6.12", "6.12.117", "v6.1-rc7", "2.6.24", "2.6.39.4".
 *
 * Two notions matter. A *release* is one version of the source, totally ordered by
 * {@link compareReleases}. A *series* is what the facts are mostly known by: "6.12" stands for
 * 6.12-rc1 up to the last 6.12.y. A bound of a range is compared at the precision it is written
 * with, so 6.12.117 and 6.12-rc3 both lie in a range that begins with "6.12", while a range that
 * begins with "6.12.117" excludes 6.12.5.
 */

/** A release as the facts write it: numbers with dots, without "v" and without "-rc". */
export type ReleaseName = `${number}.${number}` | `${number}.${number}.${number}`;

/** One version of the kernel. Numbers are those of the top Makefile. */
export interface KernelRelease {
  readonly version: number;
  readonly patchlevel: number;
  /** Third number: the stable release since 3.0, the series itself in 2.6. */
  readonly sublevel: number;
  /** Fourth number, which only 2.6.x.y stable releases have; else 0. */
  readonly stable: number;
  /** The release candidate, or null for a release. */
  readonly rc: number | null;
}

/** A half-open or closed stretch of releases; both bounds belong to it. */
export interface ReleaseRange {
  readonly since?: ReleaseName;
  readonly until?: ReleaseName;
}

/** A sentence that holds in a range of releases. */
export interface RangedText extends ReleaseRange {
  readonly text: string;
}

/** Every series from the oldest the facts know to the newest. */
export const RELEASES: readonly ReleaseName[] = [
  ...series('2.6', 24, 39),
  ...series('3', 0, 19),
  ...series('4', 0, 20),
  ...series('5', 0, 19),
  ...series('6', 0, 19),
  ...series('7', 0, 1),
];

function series(prefix: '2.6' | '3' | '4' | '5' | '6' | '7', first: number, last: number) {
  return Array.from(
    { length: last - first + 1 },
    (_, index) => `${prefix}.${String(first + index)}` as ReleaseName,
  );
}

const RELEASE_TEXT =
  /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?:-rc(\d{1,3}))?(?:[-+].*)?$/;

/**
 * Reads a release as people and Makefiles write it. What follows a "-" or "+" (a vendor's or a
 * local version) is ignored, "-rcN" excepted.
 *
 * @returns null when the text is no kernel release.
 */
export function parseRelease(text: string): KernelRelease | null {
  const match = RELEASE_TEXT.exec(text.trim());
  if (match === null) {
    return null;
  }
  const [, version, patchlevel, sublevel, stable, rc] = match;
  return {
    version: Number(version),
    patchlevel: Number(patchlevel),
    sublevel: Number(sublevel ?? 0),
    stable: Number(stable ?? 0),
    rc: rc === undefined ? null : Number(rc),
  };
}

const parsedNames = new Map<ReleaseName, KernelRelease>();

/** The release a name of the facts stands for. Throws when the name is malformed: a bug of ours. */
export function release(name: ReleaseName): KernelRelease {
  // Every look-up compares with bounds, of which there are few.
  const known = parsedNames.get(name);
  if (known !== undefined) {
    return known;
  }
  const parsed = parseRelease(name);
  if (parsed === null) {
    throw new Error(`not a kernel release: ${name}`);
  }
  parsedNames.set(name, parsed);
  return parsed;
}

/** The newest series the facts cover: what a tree of unknown release is taken for. */
export const NEWEST_RELEASE: KernelRelease = release('7.1');

/** The release as kernel.org writes it: "6.12", "6.12.117", "6.1-rc7", "2.6.39.4". */
export function formatRelease(r: KernelRelease): string {
  const numbers = [r.version, r.patchlevel];
  if (r.sublevel > 0 || r.stable > 0) {
    numbers.push(r.sublevel);
  }
  if (r.stable > 0) {
    numbers.push(r.stable);
  }
  return numbers.join('.') + (r.rc === null ? '' : `-rc${String(r.rc)}`);
}

/** The series a release belongs to: "6.12" of 6.12.117 and of 6.12-rc3, "2.6.39" of 2.6.39.4. */
export function seriesOf(r: KernelRelease): ReleaseName {
  return r.version === 2
    ? `${r.version}.${r.patchlevel}.${r.sublevel}`
    : `${r.version}.${r.patchlevel}`;
}

/** Negative, zero or positive as `a` is older than, the same as, or newer than `b`. */
export function compareReleases(a: KernelRelease, b: KernelRelease): number {
  return (
    a.version - b.version ||
    a.patchlevel - b.patchlevel ||
    a.sublevel - b.sublevel ||
    a.stable - b.stable ||
    (a.rc ?? Infinity) - (b.rc ?? Infinity) ||
    0
  );
}

/** Compares at the precision of the bound: 6.12.117 equals "6.12" and is newer than "6.12.5". */
export function compareToBound(r: KernelRelease, bound: ReleaseName): number {
  const b = release(bound);
  const ofSeries = r.version - b.version || r.patchlevel - b.patchlevel;
  const namesPoint = bound.split('.').length === 3;
  return ofSeries !== 0 || !namesPoint ? ofSeries : r.sublevel - b.sublevel;
}

/** The oldest series that was looked at: what it has may be older still. */
export const OLDEST_SERIES: ReleaseName = RELEASES[0];

/** Whether the range holds the release. A missing bound is open. */
export function inRange(r: KernelRelease, range: ReleaseRange): boolean {
  const { since } = range;
  return (
    (since === undefined || since === OLDEST_SERIES || compareToBound(r, since) >= 0) &&
    (range.until === undefined || compareToBound(r, range.until) <= 0)
  );
}

/** The members of a list of ranged facts that hold in the release, in their order. */
export function holdingAt<T extends ReleaseRange>(facts: readonly T[], r: KernelRelease): T[] {
  return facts.filter((fact) => inRange(r, fact));
}

/** A range in words: "since 6.3", "up to 5.5", "5.2 to 5.5", "in 6.5", "in every release". */
export function formatRange({ since, until }: ReleaseRange): string {
  if (since === undefined) {
    return until === undefined ? 'in every release' : `up to ${until}`;
  }
  if (until === undefined) {
    return `since ${since}`;
  }
  return since === until ? `in ${since}` : `${since} to ${until}`;
}

/**
 * The release a kernel's top Makefile states by VERSION, PATCHLEVEL, SUBLEVEL and EXTRAVERSION.
 *
 * @returns null when the text is not a kernel's top Makefile.
 */
export function releaseOfMakefile(text: string): KernelRelease | null {
  // They are the first assignments of the file; a longer look would only find other variables.
  const head = text.slice(0, 4096);
  const version = assigned(head, 'VERSION');
  const patchlevel = assigned(head, 'PATCHLEVEL');
  if (version === null || patchlevel === null) {
    return null;
  }
  const sublevel = assigned(head, 'SUBLEVEL') ?? '';
  const extra = assigned(head, 'EXTRAVERSION') ?? '';
  const numbers = [version, patchlevel, sublevel].filter((part) => part !== '').join('.');
  return parseRelease(numbers + extra) ?? parseRelease(numbers);
}

function assigned(makefile: string, name: string): string | null {
  const match = new RegExp(`^${name}[ \\t]*=[ \\t]*([^\\s#]*)`, 'm').exec(makefile);
  return match?.[1] ?? null;
}
