import {
  isArrayOf,
  type Inheritance,
  type Inherited,
  membersBeside,
  withoutCommon,
} from './inheritance';
import type { Hold } from './holds';
import type { Linear } from './linear';
import { offsetBetween } from './memory';
import type { Place } from './places';
import type { PathEnd, RootResult } from './rootResult';
import type { State } from './state';

/** What paths that end well say of the array that is kept in one member. */
interface Told {
  full: ReadonlySet<string> | null;
  short: { readonly counters: ReadonlySet<string>; readonly end: PathEnd; readonly place: Place }[];
}

/**
 * Objects in which a function that succeeds leaves fewer pages than they say: it stores the number that
 * it asked for, whether it got as many or not. Whoever gives back that number gives back slots that hold
 * no page.
 */
export function shortAsFull(results: Iterable<RootResult>): Inheritance {
  const byOwner = new Map<string, Told>();
  for (const { ends } of results)
    for (const end of ends)
      for (const keeper of end.keepers)
        if (keeper.kind === 'place' && keeper.owner !== '' && endsWell(end, keeper.place))
          learn(byOwner, keeper.owner, end, keeper.place);
  const found = new Map<string, Inherited>();
  for (const [owner, { full, short }] of byOwner)
    for (const { counters, end, place } of short) {
      const [only, ...others] = [...counters].filter((counter) => full?.has(counter));
      if (only === undefined || others.length > 0) continue;
      found.set(owner, { site: end.hold.call, ...withoutCommon(place.path, only), fewer: true });
    }
  return found;
}

/** The object has the array with all its pages, and nobody was told of a failure or of a number. */
function endsWell({ exit, hold, state, tellsHowMany }: PathEnd, place: Place): boolean {
  return (
    exit !== 'error' &&
    !tellsHowMany &&
    !hold.isInherited &&
    !hold.assumed &&
    !state.approximate &&
    hold.released.length === 0 &&
    hold.handovers.length === 0 &&
    isArrayOf(state, place, hold) &&
    isAlone(state, hold)
  );
}

/** No other round of a loop put pages into the same array. */
function isAlone(state: State, hold: Hold): boolean {
  return [...state.holds, ...state.past].every(
    (other) => other.id === hold.id || offsetBetween(state, other.array, hold.array) === null,
  );
}

function learn(byOwner: Map<string, Told>, owner: string, end: PathEnd, place: Place): void {
  const told = byOwner.get(owner) ?? { full: null, short: [] };
  byOwner.set(owner, told);
  const { hold, state } = end;
  const { facts } = state;
  const count = state.normal(hold.count);
  const isAtLeast = (value: Linear, more: number) =>
    !state.normal(value).isConstant && facts.provesAtMostZero(count.minus(value).add(more));
  if (hold.outcome === 'full') {
    const counters = membersBeside(state, place, (value) => isAtLeast(value, 0));
    const { full } = told;
    told.full = full === null ? counters : new Set([...full].filter((one) => counters.has(one)));
    return;
  }
  // An object that knows how many there are may well be asked.
  const knows = membersBeside(state, place, (value) => state.normal(value).equals(count));
  if (hold.outcome !== 'short' || knows.size > 0) return;
  const counters = membersBeside(state, place, (value) => isAtLeast(value, 1));
  told.short.push({ counters, end, place });
}
