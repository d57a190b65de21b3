import { Linear } from '../linear';
import type { Call } from '../machine';
import { deref, elementOf, offsetBetween, read, slotIndex, write } from '../memory';
import { member, type Place } from '../places';
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

/** The slot of a container that remembers a page: a scatterlist entry, a bio_vec. */
function pageSlot(state: State, container: Linear): Place {
  return member(deref(state, container, null), 'page_link', PAGE_POINTER);
}

function storePage(containerIndex: number, pageIndex: number): Model {
  return (_, state, call) => {
    write(state, pageSlot(state, argument(call, containerIndex)), argument(call, pageIndex));
    return result(state, freshResult(state, call, null, 0));
  };
}

const loadPage: Model = (_, state, call) =>
  result(state, read(state, pageSlot(state, argument(call, 0))), PAGE_POINTER);

/** A table that takes over a whole array: its first page stands for all. */
const storeArray: Model = (_, state, call) => {
  const table = deref(state, argument(call, 0), null);
  const failed = freshResult(state, call, { kind: 'int', bits: 32, signed: true }, null, 0);
  const hold = holdOf(state, argument(call, 1));
  const ok = state.clone();
  const values = [];
  if (state.facts.addAtMostZero(failed.add(1))) values.push({ state, value: failed, type: null });
  if (ok.facts.addZero(failed)) {
    if (hold !== null)
      write(ok, member(table, 'page_link', PAGE_POINTER), elementOf(ok, hold, Linear.zero));
    values.push({ state: ok, value: failed, type: null });
  }
  return values;
};

const forgetTable: Model = (_, state, call) => {
  const table = deref(state, argument(call, 0), null);
  state.ownCells().delete(member(table, 'page_link', null).key);
  return result(state, Linear.zero);
};

/** The hold that a page, an array of pages or a part of one belongs to. */
export function holdOf(state: State, value: Linear): Hold | null {
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
export function holdsOf(state: State, value: Linear): Hold[] {
  const single = holdOf(state, value);
  const v = state.normal(value);
  return state.holds.filter(
    (hold) => hold.id === single?.id || (single === null || !isPage(state, v)) && sharesArray(state, v, hold),
  );
}

function isPage(state: State, value: Linear): boolean {
  return value.terms.some(([sym]) => {
    const { kind } = state.symbols.info(sym).origin;
    return kind === 'element' || kind === 'derived';
  });
}

/** Whether the value points into the array that the hold is in. */
export function sharesArray(state: State, value: Linear, hold: Hold): boolean {
  const root = state.symbols.pointerRoot(state.normal(value));
  return root !== null && root === state.symbols.pointerRoot(state.normal(hold.array));
}

const dirty: Model = (_, state, call) => {
  const hold = holdOf(state, argument(call, 0));
  if (hold !== null) state.updateHold(hold, { dirtied: true });
  return result(state, freshResult(state, call));
};

/** One more reference: from here on the count that one site took says nothing. */
const anotherReference: Model = (_, state, call) => {
  const hold = holdOf(state, argument(call, 0));
  if (hold !== null) state.updateHold(hold, { assumed: true });
  return result(state, freshResult(state, call));
};

/** The other list that these pages end up in keeps them: `list_add(&page->lru, &list)`. */
function chained(listIndex: number, itemIndex: number): Model {
  return (_, state, call: Call) => {
    const list = deref(state, argument(call, listIndex), null);
    const slot = member(list, `chained${call.node.start}`, null);
    state.ownCells().set(slot.key, { place: slot, value: argument(call, itemIndex) });
    return result(state, freshResult(state, call, null));
  };
}

/** What page functions say about which page they mean (include/linux/mm.h, scatterlist.h, bvec.h). */
export const PAGE_MODELS: Models = {
  ...each('page_folio compound_head folio_file_page pfn_folio_page', samePage),
  ...each('nth_page folio_page', furtherPage),
  ...each('page_to_pfn folio_pfn', derived('pfn')),
  ...each('page_to_phys page_to_bus', derived('physical address')),
  ...each('page_address page_to_virt folio_address', derived('kernel address')),
  ...each('kmap kmap_atomic kmap_local_page kmap_local_folio', derived('mapping')),
  ...each('pfn_to_page virt_to_page virt_to_head_page phys_to_page kmap_to_page', pageBehind),
  ...each('pfn_folio virt_to_folio', pageBehind),
  ...each('__pfn_to_phys PFN_PHYS pfn_to_kaddr __va phys_to_virt __pa virt_to_phys', samePage),
  ...each('sg_set_page', storePage(0, 1)),
  ...each('sg_page', loadPage),
  ...each('bvec_set_page bvec_set_folio', storePage(0, 1)),
  ...each('bio_add_page __bio_add_page bio_add_folio bio_add_hw_page', storePage(0, 1)),
  ...each('skb_fill_page_desc __skb_fill_page_desc skb_frag_page_copy', storePage(0, 2)),
  ...each('skb_frag_set_page __skb_frag_set_page', storePage(0, 1)),
  ...each(
    'sg_alloc_table_from_pages sg_alloc_table_from_pages_segment sg_alloc_append_table_from_pages',
    storeArray,
  ),
  ...each('sg_free_table sg_free_append_table', forgetTable),
  ...each('set_page_dirty set_page_dirty_lock folio_mark_dirty folio_mark_dirty_lock', dirty),
  ...each('get_page folio_get try_get_page folio_try_get folio_ref_add page_ref_add', anotherReference),
  ...each('folio_add_pin folio_add_pins page_ref_inc', anotherReference),
  ...each('list_add list_add_tail list_add_rcu hlist_add_head', chained(1, 0)),
  ...each('xa_store xa_insert radix_tree_insert', chained(0, 2)),
  ...each('rb_link_node', chained(1, 0)),
};
