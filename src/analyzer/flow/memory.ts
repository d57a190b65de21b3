import { pointee, type CType } from './ctypes';
import { Linear } from './linear';
import { member, memoryPlace, type Place } from './places';
import type { Hold } from './holds';
import { resolvePage } from './pageIdentity';
import type { State } from './state';

/** The place a pointer points at. */
export function deref(state: State, pointer: Linear, type: CType | null): Place {
  state.renameCells();
  const value = state.normal(pointer);
  const origin = state.symbols.origin(value);
  if (origin?.kind === 'address' && origin.place.type?.kind !== 'array') return origin.place;
  return memoryPlace(value, pointee(type));
}

/** The address of a place. */
export function addressOf(state: State, place: Place): Linear {
  if (place.root.kind === 'memory' && place.path === '') return place.root.pointer;
  return state.symbols.once(`&${place.key}`, () =>
    state.symbols.make(
      `&${place.key}`,
      { kind: 'address', place },
      { kind: 'pointer', to: place.type },
      1,
    ),
  );
}

/** What the place holds now. */
export function read(state: State, place: Place): Linear {
  if (place.type?.kind === 'array') return addressOf(state, place);
  const cell = state.cells.get(place.key);
  if (cell !== undefined) return state.normal(cell.value);
  const slot = place.path === '' ? heldSlot(state, place) : null;
  if (slot !== null) return slot;
  if (readsZero(state, place)) return Linear.zero;
  return state.normal(initialValue(state, place));
}

export function initialValue(state: State, place: Place): Linear {
  const round = disturbances(state, place);
  return state.symbols.once(`@${place.key}@${round}`, () =>
    state.symbols.make(placeName(state, place), { kind: 'initial', place }, place.type),
  );
}

/** Writes the place; what is known of its members is forgotten. */
export function write(state: State, place: Place, value: Linear): void {
  if (place.root.kind !== 'local' && state.holds.length > 0) keepOverwritten(state, place, value);
  const cells = state.ownCells();
  const inside = `${place.key}.`;
  for (const key of cells.keys()) if (key.startsWith(inside)) cells.delete(key);
  cells.set(place.key, { place, value });
  if (place.type !== null) state.symbols.setType(value, place.type);
}

/**
 * A page that was stored where others can find it stays kept when another one is stored in what looks
 * like the same place: that is a slot further on, which something not followed moved to.
 */
function keepOverwritten(state: State, place: Place, value: Linear): void {
  const before = state.cells.get(place.key);
  if (before === undefined || state.normal(value).isConstant) return;
  const origin = state.symbols.origin(resolvePage(state, before.value));
  const hold = origin?.kind === 'element' ? state.hold(origin.token) : null;
  if (hold === null || state.normal(before.value).equals(state.normal(value))) return;
  state.updateHold(hold, { storedIn: [...hold.storedIn, place] });
}

/** The place and what is inside now hold something unknown. */
export function disturb(state: State, place: Place): void {
  forgetInside(state, place);
  const disturbed = new Map(state.disturbed);
  disturbed.set(place.key, (disturbed.get(place.key) ?? 0) + 1);
  state.disturbed = disturbed;
  if (state.zeroed.has(place.key)) {
    const zeroed = new Set(state.zeroed);
    zeroed.delete(place.key);
    state.zeroed = zeroed;
  }
}

/** Everything inside the place reads as zero from here on. */
export function zero(state: State, place: Place): void {
  forgetInside(state, place);
  state.zeroed = new Set([...state.zeroed, place.key]);
}

function forgetInside(state: State, place: Place): void {
  const cells = state.ownCells();
  const inside = `${place.key}.`;
  for (const key of cells.keys())
    if (key === place.key || key.startsWith(inside)) cells.delete(key);
}

/** Copies what is known of one struct to another. */
export function copyStruct(state: State, from: Place, to: Place): void {
  disturb(state, to);
  const inside = `${from.key}.`;
  for (const [key, cell] of [...state.cells])
    if (key.startsWith(inside)) {
      const path = key.slice(from.key.length + 1).split('.');
      const target = path.reduce(
        (place, field, i) => member(place, field, i === path.length - 1 ? cell.place.type : null),
        to,
      );
      state.ownCells().set(target.key, { place: target, value: cell.value });
    }
  if (readsZero(state, from)) state.zeroed = new Set([...state.zeroed, to.key]);
}

function disturbances(state: State, place: Place): number {
  if (state.disturbed.size === 0) return 0;
  let sum = 0;
  for (const key of enclosing(place)) sum += state.disturbed.get(key) ?? 0;
  return sum;
}

/** Whether nothing was written to the place since its memory was cleared. */
export function readsZero(state: State, place: Place): boolean {
  if (state.zeroed.size > 0)
    for (const key of enclosing(place)) if (state.zeroed.has(key)) return true;
  if (place.root.kind !== 'memory') return false;
  const root = state.symbols.pointerRoot(place.root.pointer);
  if (root === null) return false;
  const { origin } = state.symbols.info(root);
  return origin.kind === 'allocation' && origin.zeroed && disturbances(state, place) === 0;
}

/** Keys of the place and of everything it is a member of. */
function* enclosing(place: Place): Generator<string> {
  yield place.key;
  let key = place.key;
  for (let path = place.path; path !== '';) {
    const dot = path.lastIndexOf('.');
    key = key.slice(0, key.length - (path.length - dot));
    path = path.slice(0, dot);
    yield key;
  }
  if (place.root.kind === 'memory') yield `*(${place.root.pointer.key})`;
}

/** The page in an array slot that an acquire on this path filled, or null. */
function heldSlot(state: State, place: Place): Linear | null {
  if (place.root.kind !== 'memory') return null;
  for (let i = state.holds.length - 1; i >= 0; i--) {
    const hold = state.holds[i];
    const index = slotIndex(state, hold, place.root.pointer);
    if (index === null) continue;
    const isFilled = state.facts.provesAtMostZero(index.minus(hold.count).add(1));
    return elementOf(state, hold, index, isFilled || !mayBeCleared(state, place));
  }
  return null;
}

/** A slot that was not filled may be an empty one: unless it is known what memory it is in. */
function mayBeCleared(state: State, place: Place): boolean {
  return readsZero(state, place) || !isUncleared(state, place);
}

/** Whether the memory was allocated on this path, and holds whatever stood there before. */
export function isUncleared(state: State, { root }: Place): boolean {
  if (root.kind !== 'memory') return true;
  const pointer = state.symbols.pointerRoot(state.normal(root.pointer));
  const origin = pointer === null ? null : state.symbols.info(pointer).origin;
  return origin?.kind === 'address' || (origin?.kind === 'allocation' && !origin.zeroed);
}

/** Which slot of the hold the pointer points at, or null when it is none of them for certain. */
export function slotIndex(state: State, hold: Hold, pointer: Linear): Linear | null {
  const index = offsetBetween(state, pointer, hold.array);
  if (index === null) return null;
  const below = state.facts.provesAtMostZero(index.add(1));
  const above = state.facts.provesAtMostZero(hold.count.minus(index));
  return below || above ? null : index;
}

/** `pointer - array` in elements when both lie in the same array, else null. */
export function offsetBetween(state: State, pointer: Linear, array: Linear): Linear | null {
  const { symbols } = state;
  const to = state.normal(pointer);
  const from = state.normal(array);
  const root = symbols.pointerRoot(from);
  // Nearly all pointers that are asked about point somewhere else altogether.
  if (root !== null && to.factorOf(root) !== 1) return null;
  const difference = to.minus(from);
  if (difference.isConstant) return difference;
  const other = symbols.pointerRoot(to);
  for (const [sym] of difference.terms)
    if (sym === root || sym === other || symbols.isAddress(sym)) return null;
  return difference;
}

/** The page in slot `index` of the hold; `isFilled` when the slot cannot be an empty one. */
export function elementOf(state: State, hold: Hold, index: Linear, isFilled = true): Linear {
  const at = state.normal(index);
  return state.symbols.once(`page${isFilled ? '' : '?'} ${hold.id}[${at.key}]`, () =>
    state.symbols.make(
      'page',
      { kind: 'element', token: hold.id, index: at },
      { kind: 'pointer', to: { kind: 'struct', tag: 'page' } },
      isFilled ? 1 : 0,
    ),
  );
}

/** C text that names the place, for messages. */
export function placeName(state: State, place: Place): string {
  const { root, path } = place;
  if (root.kind !== 'memory') return root.name + path;
  const base = valueName(state, root.pointer);
  return path === '' ? `*${base}` : `${base}->${path.slice(1)}`;
}

/** C-like text for a value, for messages. */
export function valueName(state: State, value: Linear): string {
  const parts = value.terms.map(([sym, factor]) => {
    const { name } = state.symbols.info(sym);
    return factor === 1 ? name : `${factor} * ${name}`;
  });
  if (value.constant !== 0 || parts.length === 0) parts.push(String(value.constant));
  return parts.join(' + ');
}
