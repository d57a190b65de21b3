import type { AcquireCall } from './acquires';
import type { RootResult } from './rootResult';
import { type Hold, UNTOUCHED } from './holds';
import { Linear } from './linear';
import type { Machine } from './machine';
import { deref, initialValue, offsetBetween, read } from './memory';
import { ownerName } from './owners';
import { member, type Place } from './places';
import type { State } from './state';

/** Pages that a function left in an object, as another function finds them there. */
export interface Inherited {
  readonly site: AcquireCall;
  /** Path of the array's member, and of the one that says how many pages are in it. */
  readonly array: string;
  readonly count: string;
  /** There may be fewer pages in the array than that member says: a short result was taken for a full one. */
  readonly fewer?: true;
}

/** By the name of the member that the array is kept in. */
export type Inheritance = ReadonlyMap<string, Inherited>;

export const NOTHING_INHERITED: Inheritance = new Map();

/**
 * What functions leave in objects when they succeed, where it is certain which member of the object
 * counts the pages. Members of which functions say different things are left out.
 */
export function inheritanceOf(results: Iterable<RootResult>): Inheritance {
  const found = new Map<string, Inherited | null>();
  for (const { ends } of results)
    for (const { hold, state, exit, keepers } of ends) {
      if (exit === 'error' || hold.outcome === 'short' || hold.held.length === 0) continue;
      for (const keeper of keepers) {
        if (keeper.kind !== 'place' || keeper.owner === '') continue;
        if (!isArrayOf(state, keeper.place, hold)) continue;
        const count = counterOf(state, keeper.place, hold);
        const inherited =
          count === null ? null : { site: hold.call, ...withoutCommon(keeper.place.path, count) };
        const known = found.get(keeper.owner);
        const agrees = known === undefined || isSame(known, inherited);
        found.set(keeper.owner, agrees ? inherited : null);
      }
    }
  return new Map([...found].filter((entry): entry is [string, Inherited] => entry[1] !== null));
}

function isSame(a: Inherited | null, b: Inherited | null): boolean {
  return a !== null && b !== null && a.array === b.array && a.count === b.count;
}

/** The place holds the address of the hold's first slot, or is the array itself. */
export function isArrayOf(state: State, place: Place, hold: Hold): boolean {
  const array = state.normal(hold.array);
  const origin = state.symbols.origin(array);
  const value = state.cells.get(place.key)?.value;
  if (value !== undefined) return state.normal(value).equals(array);
  return (
    (origin?.kind === 'initial' || origin?.kind === 'address') && origin.place.key === place.key
  );
}

/** The member of the same object that is as large as the count. */
function counterOf(state: State, place: Place, hold: Hold): string | null {
  const count = state.normal(hold.count);
  if (count.isConstant) return null;
  const found = membersBeside(state, place, (value) => state.normal(value).equals(count));
  const origin = state.symbols.origin(count);
  if (
    origin?.kind === 'initial' &&
    isBeside(state, place, origin.place) &&
    !state.cells.has(origin.place.key)
  )
    found.add(origin.place.path);
  const [only] = found;
  return found.size === 1 ? only : null;
}

/** Paths of what was written to members of the same object as the place, where it is as asked for. */
export function membersBeside(
  state: State,
  place: Place,
  isSuch: (value: Linear) => boolean,
): Set<string> {
  const found = new Set<string>();
  for (const cell of state.cells.values())
    if (isBeside(state, place, cell.place) && isSuch(cell.value)) found.add(cell.place.path);
  return found;
}

function isBeside(state: State, { root }: Place, other: Place): boolean {
  return (
    root.kind === 'memory' &&
    other.root.kind === 'memory' &&
    other.path !== '' &&
    state.normal(other.root.pointer).equals(state.normal(root.pointer))
  );
}

/** Both paths from the innermost struct that holds them both. */
export function withoutCommon(array: string, count: string): { array: string; count: string } {
  let [a, b] = [array, count];
  for (;;) {
    const [, first, rest] = /^(\.[^.]+)(\..+)$/.exec(a) ?? [];
    if (first === undefined || !b.startsWith(`${first}.`)) return { array: a, count: b };
    a = rest;
    b = b.slice(first.length);
  }
}

/** The hold that a release of these slots is about, if they were left there by another function. */
export function inherit(machine: Machine, state: State, address: Linear): Hold | null {
  if (machine.inheritance.size === 0) return null;
  const found = arrayAt(state, address);
  if (found === null) return null;
  const { place, array } = found;
  const inherited = machine.inheritance.get(ownerName(state, place));
  if (inherited === undefined || !place.path.endsWith(inherited.array)) return null;
  const told = initialValue(state, counterBeside(place, inherited));
  const { site, fewer } = inherited;
  const count = fewer ? fewerThan(state, told) : told;
  if (!state.facts.addAtMostZero(Linear.one.minus(count))) return null;
  const hold: Hold = {
    ...UNTOUCHED,
    id: machine.holdId(`inherited ${place.key}`),
    call: site,
    array,
    count,
    outcome: fewer ? 'short' : 'full',
    held: [{ from: Linear.zero, to: count }],
    isInherited: true,
    // A first slot that was found empty: of such an array only the slots that are not are filled.
    assumed:
      state.facts.provesZero(read(state, deref(state, array, null))) ||
      (fewer === true && !state.facts.canBeZero(read(state, deref(state, address, null)))),
  };
  if (state.holds.some(({ id }) => id === hold.id)) return null;
  state.holds = [...state.holds, hold];
  state.step(
    'acquire',
    site.source,
    site.node,
    `${site.fn.name}() has ${site.fn.tracking === 'pin' ? 'pinned' : 'taken'} them before, ${fewer ? 'and may have been short: fewer than' : 'as many as'} ${inherited.count.slice(1)} says`,
    { hold: hold.id },
  );
  return hold;
}

/** How many pages a short result gave, of as many as the object says. */
function fewerThan(state: State, told: Linear): Linear {
  const count = state.symbols.once(`fewer than ${told.key}`, () =>
    state.symbols.make('taken', { kind: 'unknown' }, null, 1),
  );
  state.facts.addAtMostZero(count.minus(told).add(1));
  return count;
}

/** The member that an array was found in, and the address of its first slot. */
function arrayAt(state: State, address: Linear): { place: Place; array: Linear } | null {
  const root = state.symbols.pointerRoot(state.normal(address));
  if (root === null) return null;
  const { origin } = state.symbols.info(root);
  const isMember = origin.kind === 'initial' || origin.kind === 'address';
  if (!isMember || origin.place.root.kind !== 'memory' || origin.place.path === '') return null;
  const array = Linear.symbol(root);
  return offsetBetween(state, address, array) === null ? null : { place: origin.place, array };
}

function counterBeside(place: Place, { array, count }: Inherited): Place {
  const outer: Place = {
    ...place,
    key: place.key.slice(0, place.key.length - array.length),
    path: place.path.slice(0, place.path.length - array.length),
  };
  return count
    .slice(1)
    .split('.')
    .reduce<Place>((inside, name) => member(inside, name, null), outer);
}
