/**
 * When a flag or a function exists: introduced, removed, and the late stable releases that got it
 * (or lost it) by backport.
 */
import {
  compareToBound,
  formatRelease,
  inRange,
  type KernelRelease,
  type ReleaseName,
  seriesOf,
} from './release';

/** A change, adding or removing, that a stable series received after its first release. */
export interface Backport {
  /** A stable release that was looked at and has the change. */
  readonly seen: ReleaseName;
  /** A release of the same series that was looked at and does not have it. */
  readonly notIn?: ReleaseName;
}

/** Something with a name that appears in one release and may disappear in another. */
export interface Lived {
  readonly name: string;
  /** First release that has it; missing when it was never merged. */
  readonly since?: ReleaseName;
  /** First release that no longer has it. */
  readonly removed?: ReleaseName;
  /** What took its place. */
  readonly successor?: string;
  readonly backports?: readonly Backport[];
  /** A stable series that lost it by backport, before upstream removed it. */
  readonly lost?: Backport;
  /** Stretches inside its lifetime in which it was away. */
  readonly away?: readonly { readonly since: ReleaseName; readonly until: ReleaseName }[];
}

/**
 * - `here`: the release has it.
 * - `perhaps`: a later release of the same stable series has it by backport, an earlier one does
 *   not, and what lies between was not looked at. Rules must treat this as present.
 * - `too-early`, `removed`, `away`, `never`: it is not there, and why.
 */
export type Presence =
  | { readonly state: 'here'; readonly backported: boolean }
  | { readonly state: 'perhaps'; readonly backport: Backport }
  | { readonly state: 'too-early'; readonly since: ReleaseName }
  | { readonly state: 'removed'; readonly removed: ReleaseName }
  | { readonly state: 'away'; readonly since: ReleaseName; readonly until: ReleaseName }
  | { readonly state: 'never' };

/** Whether, and why not, a release has it. */
export function presenceAt(thing: Lived, r: KernelRelease): Presence {
  if (thing.since === undefined) {
    return { state: 'never' };
  }
  const away = thing.away?.find((range) => inRange(r, range));
  const missing = absence(thing, thing.since, r) ?? (away && { state: 'away' as const, ...away });
  if (missing === undefined) {
    const { lost } = thing;
    return lost !== undefined && sameSeries(lost.seen, r) && compareToBound(r, lost.seen) >= 0
      ? { state: 'removed', removed: lost.seen }
      : { state: 'here', backported: false };
  }
  const backport = thing.backports?.find((one) => sameSeries(one.seen, r));
  if (backport === undefined || r.rc !== null || beforeBackport(backport, r)) {
    return missing;
  }
  return compareToBound(r, backport.seen) >= 0
    ? { state: 'here', backported: true }
    : { state: 'perhaps', backport };
}

/** Whether code of that release may use the name. */
export function mayExist(thing: Lived, r: KernelRelease): boolean {
  const { state } = presenceAt(thing, r);
  return state === 'here' || state === 'perhaps';
}

function absence(thing: Lived, since: ReleaseName, r: KernelRelease): Presence | undefined {
  if (!inRange(r, { since })) {
    return { state: 'too-early', since };
  }
  if (thing.removed !== undefined && compareToBound(r, thing.removed) >= 0) {
    return { state: 'removed', removed: thing.removed };
  }
  return undefined;
}

function sameSeries(name: ReleaseName, r: KernelRelease): boolean {
  const series = seriesOf(r);
  return name === series || name.startsWith(`${series}.`);
}

/** The first release of a series never holds a backport; nor do those seen without it. */
function beforeBackport(backport: Backport, r: KernelRelease): boolean {
  const isFirst = formatRelease(r) === seriesOf(r);
  return (
    (isFirst && backport.seen !== seriesOf(r)) ||
    (backport.notIn !== undefined && compareToBound(r, backport.notIn) <= 0)
  );
}

/**
 * What to tell a developer about a name that is not in the release, or null when it is:
 * "get_user_pages_locked() is not in 6.12: removed in 5.18, use get_user_pages_unlocked()".
 */
export function explainAbsence(thing: Lived, r: KernelRelease): string | null {
  const presence = presenceAt(thing, r);
  const name = thing.name.startsWith('FOLL_') ? thing.name : `${thing.name}()`;
  const start = `${name} is not in ${formatRelease(r)}: `;
  const instead = thing.successor === undefined ? '' : `, use ${thing.successor}`;
  switch (presence.state) {
    case 'here':
    case 'perhaps':
      return null;
    case 'too-early':
      return `${start}new in ${presence.since}`;
    case 'removed':
      return `${start}removed in ${presence.removed}${instead}`;
    case 'away':
      return `${start}absent from ${presence.since} to ${presence.until}${instead}`;
    case 'never':
      return `${name} was never merged${instead}`;
  }
}
