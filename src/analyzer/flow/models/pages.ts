import { keptIn } from '../containers';
import { bitOf, Linear, type Sym } from '../linear';
import { deref, disturb, elementOf, offsetBetween, readsZero, slotIndex, write } from '../memory';
import { member } from '../places';
import type { Hold } from '../holds';
import type { State } from '../state';
import { argument, each, freshResult, result, type Model, type Models } from './model';

const PAGE_POINTER = { kind: 'pointer', to: { kind: 'struct', tag: 'page' } } as const;

/** The page itself, or another name for what holds its reference. */
const samePage: Model = (_, state, call) => result(state, argument(call, 0), PAGE_POINTER);

/** `nth_page(page, i)`, `folio_page(folio, i)`: the page that many further on. */
const furtherPage: Model = (_, state, call) =>
  result(state, argument(call, 0).plus(argument(call, 1)), PAGE_POINTER);

/** A number or address that stands for the page: who keeps it can find the page again. */
function derived(how: string): Model {
  return (_, state, call) => {
    const page = state.normal(argument(call, 0));
    const value = state.symbols.once(`${how} ${page.key}`, () =>
      state.symbols.make(`${how}()`, { kind: 'derived', from: page, how }, null, 1),
    );
    return result(state, value);
  };
}

/** The page behind a frame number or an address. */
const pageBehind: Model = (_, state, call) => {
  const value = state.normal(argument(call, 0));
  for (const [sym, factor] of value.terms) {
    const { origin } = state.symbols.info(sym);
    if (factor === 1 && origin.kind === 'derived') return result(state, origin.from, PAGE_POINTER);
  }
  const page = state.symbols.once(`page behind ${value.key}`, () =>
    state.symbols.make('page', { kind: 'derived', from: value, how: call.name }, PAGE_POINTER, 1),
  );
  return result(state, page, PAGE_POINTER);
};

/** A table that takes over a whole array: its first page stands for all. */
const storeArray: Model = (_, state, call) => {
  const failed = freshResult(state, call, { kind: 'int', bits: 32, signed: true }, null, 0);
  const hold = holdOf(state, argument(call, 1));
  const ok = state.clone();
  const values = [];
  if (state.facts.addAtMostZero(failed.add(1))) values.push({ state, value: failed, type: null });
  if (ok.facts.addZero(failed)) {
    // The entries of the table are no longer as the memory was set to.
    const table = deref(ok, argument(call, 0), null);
    if (readsZero(ok, table)) disturb(ok, table);
    if (hold !== null) write(ok, keptIn(ok, argument(call, 0)), elementOf(ok, hold, Linear.zero));
    values.push({ state: ok, value: failed, type: null });
  }
  return values;
};

const forgetTable: Model = (_, state, call) => {
  state.ownCells().delete(keptIn(state, argument(call, 0)).key);
  return result(state, Linear.zero);
};

/** The address at which the CPU sees a page: good for what is in the page, not for its reference. */
export function isMapping(state: State, value: Linear): boolean {
  return state.normal(value).terms.some(([sym, factor]) => {
    const { origin } = state.symbols.info(sym);
    return factor === 1 && origin.kind === 'derived' && origin.how === 'virt';
  });
}

/** The hold that a page, an array of pages or a part of one belongs to. */
export function holdOf(state: State, value: Linear): Hold | null {
  if (state.holds.length === 0) return null;
  const v = state.normal(value);
  for (const [sym, factor] of v.terms) {
    const { origin } = state.symbols.info(sym);
    if (factor !== 1) continue;
    if (origin.kind === 'element') return state.hold(origin.token);
    if (origin.kind === 'derived') return holdOf(state, origin.from);
  }
  for (let i = state.holds.length - 1; i >= 0; i--)
    if (offsetBetween(state, v, state.holds[i].array) !== null) {
      const hold = state.holds[i];
      if (slotIndex(state, hold, v) !== null || v.equals(state.normal(hold.array))) return hold;
    }
  return null;
}

/** All holds that can be given back through the value: a page, or an array that several filled. */
export function holdsOf(state: State, value: Linear): readonly Hold[] {
  if (state.holds.length === 0) return NO_HOLDS;
  const v = state.normal(value);
  if (v.isConstant) return NO_HOLDS;
  const single = holdOf(state, v);
  if (single !== null && isPage(state, v)) return [single];
  const root = state.symbols.pointerRoot(v);
  if (single === null && root === null) return NO_HOLDS;
  return state.holds.filter((hold) => hold.id === single?.id || hasRoot(state, root, hold));
}

const NO_HOLDS: readonly Hold[] = [];

/**
 * Tells quickly of most values that no hold can be given back through them; true means only that
 * `holdsOf` is worth asking. Good for as long as the state does not change.
 */
export function holdFilter(state: State): (value: Linear) => boolean {
  const { symbols } = state;
  let mask = 0;
  for (const { array } of state.holds) {
    const root = symbols.pointerRoot(state.normal(array));
    if (root === null) return () => true;
    mask |= bitOf(root);
  }
  return (value) => {
    const v = state.normal(value);
    if ((v.mask & mask) !== 0) return true;
    for (const term of v.terms) {
      const { kind } = symbols.info(term[0]).origin;
      if (kind === 'element' || kind === 'derived') return true;
    }
    return false;
  };
}

function isPage(state: State, value: Linear): boolean {
  return value.terms.some(([sym]) => {
    const { kind } = state.symbols.info(sym).origin;
    return kind === 'element' || kind === 'derived';
  });
}

/** Whether the value points into the array that the hold is in. */
export function sharesArray(state: State, value: Linear, hold: Hold): boolean {
  return hasRoot(state, state.symbols.pointerRoot(state.normal(value)), hold);
}

function hasRoot(state: State, root: Sym | null, hold: Hold): boolean {
  return root !== null && root === state.symbols.pointerRoot(state.normal(hold.array));
}

/** A bio_vec is often read without an accessor. */
const storeInVector: Model = (_, state, call) => {
  const vector = deref(state, argument(call, 0), null);
  write(state, member(vector, 'bv_page', PAGE_POINTER), argument(call, 1));
  return result(state, Linear.zero);
};

/** The next entry of a scatterlist. */
const nextEntry: Model = (_, state, call) => result(state, argument(call, 0).add(1));

/** Which page a page function means (include/linux/mm.h, asm-generic/memory_model.h, highmem.h). */
export const PAGE_MODELS: Models = {
  ...each('page_folio compound_head folio_file_page', samePage),
  ...each('nth_page folio_page', furtherPage),
  ...each('page_to_pfn folio_pfn', derived('pfn')),
  ...each('page_to_phys page_to_bus', derived('phys')),
  ...each('page_address page_to_virt folio_address', derived('virt')),
  ...each('pfn_to_page pfn_to_online_page virt_to_page virt_to_head_page phys_to_page', pageBehind),
  ...each('pfn_folio virt_to_folio kmap_to_page vmalloc_to_page', pageBehind),
  ...each('__pfn_to_phys PFN_PHYS PHYS_PFN pfn_to_kaddr __va phys_to_virt', samePage),
  ...each('__pa virt_to_phys', derived('phys')),
  ...each(
    'sg_alloc_table_from_pages sg_alloc_table_from_pages_segment sg_alloc_append_table_from_pages',
    storeArray,
  ),
  ...each('sg_free_table sg_free_append_table', forgetTable),
  ...each('sg_next', nextEntry),
  ...each('bvec_set_page bvec_set_folio', storeInVector),
};
