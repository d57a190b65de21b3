import type { Sym } from './linear';
import { Linear } from './linear';
import type { Hold } from './holds';
import { holdFilter, holdsOf, isMapping, sharesArray } from './models/pages';
import type { Place } from './places';
import type { State } from './state';
import { ownerName } from './owners';

/** Who can still reach the pages of a hold when a path has ended. */
export type Keeper =
  /** The caller: through the value that is returned. */
  | { readonly kind: 'returned' }
  /** Memory that was there before: a member of an object, a global, an array of the caller's. */
  | { readonly kind: 'place'; readonly place: Place; readonly owner: string };

/** What can be reached from outside once the function that a path began in is left. */
export class Reach {
  private readonly reachable = new Set<Sym>();

  constructor(
    private readonly state: State,
    returned: Linear | null,
  ) {
    for (const key of state.escaped) this.addKey(key);
    if (returned !== null) this.addValue(returned);
    this.close();
  }

  private addKey(key: string): void {
    const sym = Number(/#(\d+)/.exec(key)?.[1]);
    if (Number.isInteger(sym)) this.reachable.add(sym);
  }

  private addValue(value: Linear): boolean {
    const root = this.state.symbols.pointerRoot(this.state.normal(value));
    if (root === null || this.reachable.has(root)) return false;
    this.reachable.add(root);
    // A list keeps the address of a member: the whole object can be found by it.
    const { origin } = this.state.symbols.info(root);
    if (origin.kind === 'address' && origin.place.root.kind === 'memory')
      this.addValue(origin.place.root.pointer);
    return true;
  }

  /** Everything stored in memory that is reachable is reachable. */
  private close(): void {
    for (let more = true; more;) {
      more = false;
      for (const { place, value } of this.state.cells.values())
        if (this.isOutside(place) && this.addValue(value)) more = true;
    }
  }

  /** Whether the place exists, and can be found, after the path has ended. */
  isOutside(place: Place): boolean {
    const { root } = place;
    if (root.kind === 'global') return true;
    if (root.kind === 'local') return this.localIsReachable(place);
    return this.isAlive(root.pointer);
  }

  private localIsReachable(place: Place): boolean {
    for (const sym of this.reachable) {
      const { origin } = this.state.symbols.info(sym);
      if (
        origin.kind === 'address' &&
        origin.place.root.kind === 'local' &&
        (place.key === origin.place.key || place.key.startsWith(`${origin.place.key}.`))
      )
        return true;
    }
    return false;
  }

  /** Whether memory at this address is still there and known to somebody. */
  isAlive(pointer: Linear): boolean {
    const { symbols } = this.state;
    const root = symbols.pointerRoot(this.state.normal(pointer));
    if (root === null) return true;
    if (this.state.freed.has(Linear.symbol(root).key)) return false;
    const { origin } = symbols.info(root);
    switch (origin.kind) {
      case 'allocation':
        return this.reachable.has(root);
      case 'address':
        return origin.place.root.kind === 'local'
          ? this.reachable.has(root)
          : origin.place.root.kind === 'global' || this.isAlive(origin.place.root.pointer);
      case 'initial':
        // An uninitialised local: nobody else knows what it points at.
        return origin.place.root.kind !== 'memory' || this.isAlive(origin.place.root.pointer);
      case 'derived':
        return this.isAlive(origin.from);
      default:
        return true;
    }
  }

  /** Everyone who can still give the pages of the hold back. */
  keepers(hold: Hold, returned: Linear | null): Keeper[] {
    const { state } = this;
    const keepers: Keeper[] = [];
    if (returned !== null && keeps(state, returned, hold)) keepers.push({ kind: 'returned' });
    const root = state.symbols.pointerRoot(state.normal(hold.array));
    if (root !== null && this.isAlive(hold.array)) {
      const { origin } = state.symbols.info(root);
      if (origin.kind === 'initial')
        keepers.push({ kind: 'place', place: origin.place, owner: ownerName(state, origin.place) });
      else if (origin.kind === 'address')
        keepers.push({ kind: 'place', place: origin.place, owner: ownerName(state, origin.place) });
      else if (origin.kind !== 'allocation')
        keepers.push({ kind: 'place', place: addressPlace(hold.array), owner: '' });
    }
    const mayHold = holdFilter(state);
    for (const { place, value } of state.cells.values()) {
      if (!mayHold(value) || !this.isOutside(place)) continue;
      if (!keeps(state, value, hold)) continue;
      // An array that was given back, or a mapping, keeps nothing; a page may have another keeper.
      const isWay = sharesArray(state, value, hold) || isMapping(state, value);
      if (isWay && !this.isAlive(value)) continue;
      keepers.push({ kind: 'place', place, owner: ownerName(state, place) });
    }
    for (const place of hold.storedIn)
      if (this.isOutside(place))
        keepers.push({ kind: 'place', place, owner: ownerName(state, place) });
    return keepers;
  }
}

function keeps(state: State, value: Linear, hold: Hold): boolean {
  return holdsOf(state, value).some((h) => h.id === hold.id);
}

function addressPlace(pointer: Linear): Place {
  return { key: `*(${pointer.key})`, root: { kind: 'memory', pointer }, path: '', type: null };
}
