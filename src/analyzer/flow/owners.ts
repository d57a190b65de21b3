import { structTag } from './ctypes';
import type { Linear } from './linear';
import { resolvePage } from './pageIdentity';
import type { Place } from './places';
import type { State } from './state';

/** Objects in objects are named this far. */
const MAX_DEPTH = 5;

/**
 * Names a place by the struct it is in: `struct ekg_uobj.pages`. Equal names in two functions mean
 * the same member, if not the same object. Empty when the struct is not known.
 */
export function ownerName(state: State, place: Place, depth = 0): string {
  const { root } = place;
  const path = place.path.replaceAll('.#kept', '');
  if (root.kind === 'global') return `${root.name}${path}`;
  if (root.kind === 'local') {
    const own = structTag(root.type);
    return own === null || path === '' ? '' : `struct ${own}${path}`;
  }
  const tag = pointerTag(state, root.pointer);
  if (tag !== null) return path === '' ? '' : `struct ${tag}${path}`;
  if (depth >= MAX_DEPTH) return '';
  const outer = holderOf(state, root.pointer, depth);
  // An array that is a member, or an element of it: `obj->pages[i]`.
  return outer === '' ? '' : `${outer}${path}`;
}

function pointerTag(state: State, pointer: Linear): string | null {
  const root = state.symbols.pointerRoot(state.normal(pointer));
  if (root === null) return null;
  const tag = structTag(state.symbols.info(root).type);
  return tag === 'page' || tag === 'folio' || tag === 'scatterlist' || tag === 'bio_vec'
    ? null
    : tag;
}

/** Where the pointer itself is kept: the member it was read from, or one that it was stored in. */
function holderOf(state: State, pointer: Linear, depth: number): string {
  const root = state.symbols.pointerRoot(state.normal(pointer));
  if (root === null) return '';
  const { origin } = state.symbols.info(root);
  if (origin.kind === 'initial' || origin.kind === 'address')
    return ownerName(state, origin.place, depth + 1);
  for (const { place, value } of state.cells.values()) {
    if (place.root.kind === 'local' && place.path === '') continue;
    if (state.symbols.pointerRoot(state.normal(value)) !== root) continue;
    const name = ownerName(state, place, depth + 1);
    if (name !== '') return name;
  }
  return '';
}

/** Names where the pages that a release is given were kept, or the empty string. */
export function ownerOfPages(state: State, pages: Linear): string {
  const page = resolvePage(state, pages);
  const root = state.symbols.pointerRoot(page);
  if (root === null) return '';
  const { origin } = state.symbols.info(root);
  if (origin.kind === 'initial' || origin.kind === 'address') return ownerName(state, origin.place);
  // A frame number or an address that the page was found by.
  if (origin.kind === 'derived') return ownerOfPages(state, origin.from);
  if (origin.kind === 'term' && origin.op === '/') return ownerOfPages(state, origin.args[0]);
  return holderOf(state, page, 0);
}
