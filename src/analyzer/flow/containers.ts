import type { Linear } from './linear';
import { deref, read } from './memory';
import { member, type Place } from './places';
import type { State } from './state';

/** The member under which a container remembers what was put into it last. */
const KEPT = '#kept';

export function keptIn(state: State, container: Linear): Place {
  return member(deref(state, container, null), KEPT, null);
}

/**
 * What a container gives out: what was put into it, or into what it is part of. A scatterlist is
 * reached through its table, a table through what it was appended to.
 */
export function keptPages(state: State, container: Linear): Linear {
  const own = keptIn(state, container);
  if (state.holds.length > 0 && !state.cells.has(own.key)) {
    const around = surrounding(state, container);
    for (const [key, cell] of state.cells) {
      if (!key.endsWith(`.${KEPT}`)) continue;
      const owner = key.slice(0, -KEPT.length - 1);
      if (around.some((place) => isInside(owner, place) || isInside(place, owner)))
        return state.normal(cell.value);
    }
  }
  return read(state, own);
}

/** Keys of the place that a pointer points at, and of the one that it was read from. */
function surrounding(state: State, pointer: Linear): string[] {
  const keys = [deref(state, pointer, null).key];
  const root = state.symbols.pointerRoot(state.normal(pointer));
  if (root === null) return keys;
  const { origin } = state.symbols.info(root);
  if (origin.kind === 'initial' || origin.kind === 'address') keys.push(origin.place.key);
  return keys;
}

function isInside(key: string, outer: string): boolean {
  return key === outer || key.startsWith(`${outer}.`);
}
