import { Linear } from './linear';
import type { PathFact, Without } from './facts';
import type { Hold, Range, ReleasedRange } from './holds';
import { exactlyMeant, holdsOfArray, type Meant } from './meant';
import { offsetBetween } from './memory';
import type { ReleaseCall } from './releases';
import type { FailedAcquire, State } from './state';

/** A fact without what the executor knows of the path. */
export type NoticedFact = Without<
  PathFact,
  'trace' | 'root' | 'interprocedural' | 'approximate' | 'source' | 'node' | 'site'
> & { readonly site: PathFact['site'] };

export type Notice = (state: State, fact: NoticedFact) => void;

/** A release whose pages no acquire on this path gave: it belongs to a site elsewhere. */
export type Elsewhere = (state: State, call: ReleaseCall, pages: Linear, dirty: boolean) => void;

export interface ReleaseRequest {
  readonly call: ReleaseCall;
  /** Address of the first slot. */
  readonly address: Linear;
  readonly count: Linear;
  readonly dirty: boolean;
  /** The hold that is known to be meant, when a page is given rather than an array. */
  readonly hold?: Hold;
  /** The page is given by its folio, which other pages of the hold may be in. */
  readonly byFolio?: boolean;
}

/** Gives `count` pages from `address` on back. Returns whether any of this path's holds was meant. */
export function releaseSlots(state: State, request: ReleaseRequest, notice: Notice): boolean {
  const count = state.normal(request.count);
  if (noticeNegative(state, request, count, notice)) return true;
  if (count.isConstant && count.constant <= 0) return true;
  const meant =
    request.hold === undefined
      ? exactlyMeant(state, holdsOfArray(state, request.address), count)
      : [{ hold: request.hold, at: state.normal(request.address.minus(request.hold.array)) }];
  if (meant.length === 0) return noticeReleaseOfFailed(state, request, count, notice);
  let matched = false;
  for (const { hold, at } of meant) {
    const wanted = { from: at, to: state.normal(at.plus(count)) };
    if (releaseOf(state, hold, wanted, request, notice)) matched = true;
  }
  if (matched) noticeTooMany(state, request, meant, count, notice);
  else noticeBeyond(state, request, meant, count, notice);
  return true;
}

/** Slots behind all that the acquires on this path filled, in an array that holds nothing else. */
function noticeBeyond(
  state: State,
  request: ReleaseRequest,
  meant: readonly Meant[],
  count: Linear,
  notice: Notice,
): void {
  const { facts } = state;
  const some = facts.provesAtMostZero(Linear.one.minus(count));
  const behind = meant.every(
    ({ hold, at }) =>
      hold.handovers.length === 0 && facts.provesAtMostZero(hold.count.minus(at)) && !hold.assumed,
  );
  if (!some || !behind) return;
  const [{ hold }] = meant;
  notice(state, {
    kind: 'over-release',
    hold,
    site: hold.call,
    by: request.call,
  });
}

/** For pages of alloc_pages(): the last reference goes without what user pages are in, such as the LRU. */
const FREES = /^__free_pages?$/;

/** Takes `wanted` out of what the hold still has; true when the two meet or may meet. */
function releaseOf(
  state: State,
  hold: Hold,
  wanted: Range,
  { call, dirty, byFolio = false }: ReleaseRequest,
  notice: Notice,
): boolean {
  const { left, met, exact } = without(state, hold.held, wanted);
  if (!met) {
    const first = releasedBefore(state, hold, wanted);
    if (first === null) return false;
    if (byFolio) {
      state.updateHold(hold, { assumed: true });
      return true;
    }
    notice(state, { kind: 'double-release', hold, site: hold.call, by: call, first: first.by });
    return true;
  }
  const again = byFolio || hold.assumed ? null : releasedWithin(state, hold, wanted);
  if (again !== null)
    notice(state, { kind: 'double-release', hold, site: hold.call, by: call, first: again.by });
  const tracking = call.fn.tracking;
  const isWrong =
    (tracking !== null && tracking !== hold.call.fn.tracking) || FREES.test(call.fn.name);
  // What another function left is judged where its owner is known.
  if (!hold.isInherited && isWrong)
    notice(state, { kind: 'wrong-release', hold, site: hold.call, by: call });
  state.updateHold(hold, {
    held: left,
    released: [...hold.released, { ...wanted, by: call, dirty }],
    dirtied: hold.dirtied || dirty,
    unsettled: hold.unsettled || !exact,
  });
  return true;
}

/** Ranges without what lies in `wanted`; `exact` when it is certain how the two meet. */
function without(
  { facts }: State,
  ranges: readonly Range[],
  wanted: Range,
): { readonly left: readonly Range[]; readonly met: boolean; readonly exact: boolean } {
  const left: Range[] = [];
  let met = false;
  let exact = true;
  for (const range of ranges) {
    if (facts.provesAtMostZero(range.to.minus(range.from))) continue;
    const apart =
      facts.provesAtMostZero(wanted.to.minus(range.from)) ||
      facts.provesAtMostZero(range.to.minus(wanted.from));
    if (apart) {
      left.push(range);
      continue;
    }
    met = true;
    const fromStart = facts.provesAtMostZero(wanted.from.minus(range.from));
    const toEnd = facts.provesAtMostZero(range.to.minus(wanted.to));
    const before = !fromStart && facts.provesAtMostZero(range.from.minus(wanted.from).add(1));
    const behind = !toEnd && facts.provesAtMostZero(wanted.to.minus(range.to).add(1));
    // Where it is not certain, the rest may turn out to be empty.
    if (!fromStart) left.push({ from: range.from, to: wanted.from });
    if (!toEnd) left.push({ from: wanted.to, to: range.to });
    if (!(fromStart || before) || !(toEnd || behind)) exact = false;
  }
  return { left, met, exact };
}

/** The hold as it turns out to be, now that everything is known that the path decided. */
export function settled(state: State, hold: Hold): Hold {
  if (!hold.unsettled) return hold;
  let held: readonly Range[] = [{ from: Linear.zero, to: hold.count }];
  for (const released of hold.released) {
    const { left, exact } = without(state, held, released);
    if (!exact) return { ...hold, assumed: true };
    held = left;
  }
  return { ...hold, held, unsettled: false };
}

/** The first release that reached behind the pages of a hold which is the only one in its array. */
export function releasedBeyond(state: State, hold: Hold): ReleasedRange | null {
  const { facts } = state;
  const others = [...state.holds, ...state.past].filter((other) => other.id !== hold.id);
  if (others.some((other) => offsetBetween(state, other.array, hold.array) !== null)) return null;
  return (
    hold.released.find(
      ({ from, to }) =>
        facts.provesAtMostZero(from.minus(to).add(1)) &&
        facts.provesAtMostZero(hold.count.minus(to).add(1)),
    ) ?? null
  );
}

/** The release that gave back all of `wanted` before, when that is certain. */
function releasedBefore(state: State, hold: Hold, wanted: Range): ReleasedRange | null {
  const { facts } = state;
  if (!facts.provesAtMostZero(wanted.from.minus(wanted.to).add(1))) return null;
  return (
    hold.released.find(
      (r) =>
        facts.provesAtMostZero(r.from.minus(wanted.from)) &&
        facts.provesAtMostZero(wanted.to.minus(r.to)),
    ) ?? null
  );
}

/** A release before that gave back some of `wanted`, when that is certain. */
function releasedWithin({ facts }: State, hold: Hold, wanted: Range): ReleasedRange | null {
  const isInside = ({ from, to }: Range) =>
    facts.provesAtMostZero(from.minus(to).add(1)) &&
    facts.provesAtMostZero(wanted.from.minus(from)) &&
    facts.provesAtMostZero(to.minus(wanted.to));
  return hold.released.find(isInside) ?? null;
}

/** More is given back than the acquires on this path put into the array. */
function noticeTooMany(
  state: State,
  request: ReleaseRequest,
  meant: readonly Meant[],
  count: Linear,
  notice: Notice,
): void {
  const { facts } = state;
  for (const { hold, at } of meant) {
    if (hold.assumed || hold.unsettled) return;
    const excess = at.plus(count).minus(hold.count);
    if (!facts.provesAtMostZero(excess.times(-1).add(1))) return;
  }
  const [last] = [...meant].sort((a, b) =>
    facts.provesAtMostZero(a.at.minus(a.hold.count).minus(b.at.minus(b.hold.count))) ? -1 : 1,
  );
  const { hold } = last;
  notice(state, {
    kind: 'over-release',
    hold,
    site: hold.call,
    by: request.call,
  });
}

/** A count that is a negative errno on this path. */
function noticeNegative(
  state: State,
  request: ReleaseRequest,
  count: Linear,
  notice: Notice,
): boolean {
  const origin = state.symbols.origin(count);
  const value = origin?.kind === 'wrapped' ? origin.from : count;
  const negative =
    !value.isConstant && (origin?.kind === 'wrapped' || state.facts.provesAtMostZero(value.add(1)));
  if (!negative) return value.isConstant && value.constant < 0;
  const failed =
    state.failed.find((f) => state.normal(f.result).equals(state.normal(value))) ??
    [...state.failed].reverse().find((f) => sharesArray(state, f, request.address));
  const site = failed?.call ?? holdsOfArray(state, request.address).at(0)?.hold.call;
  if (site === undefined) return true;
  notice(state, {
    kind: 'negative-count',
    hold: null,
    site,
    by: request.call,
    how: 'count',
  });
  return true;
}

function sharesArray(state: State, failed: FailedAcquire, address: Linear): boolean {
  return failed.array !== null && offsetBetween(state, address, failed.array) !== null;
}

/** Slots that a failed acquire would have filled are given back: nothing is in them. */
function noticeReleaseOfFailed(
  state: State,
  request: ReleaseRequest,
  count: Linear,
  notice: Notice,
): boolean {
  const failed = [...state.failed]
    .reverse()
    .find(
      (f) =>
        f.array !== null && offsetBetween(state, request.address, f.array)?.key === Linear.zero.key,
    );
  if (failed === undefined || !state.facts.provesAtMostZero(Linear.one.minus(count))) return false;
  // None were asked for, it seems: of a result that is too small, a short one tells more.
  if (failed.zero || state.facts.canBeZero(failed.result)) return true;
  // The errno went for a large number: what follows takes the call for a success.
  if (failed.lostSign)
    notice(state, {
      kind: 'negative-count',
      hold: null,
      site: failed.call,
      by: request.call,
      how: 'compared',
    });
  else
    notice(state, {
      kind: 'over-release',
      hold: null,
      site: failed.call,
      by: request.call,
    });
  return true;
}
