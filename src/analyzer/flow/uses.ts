import type { SyntaxNode } from '../syntax/syntaxNode';
import { keptPages } from './containers';
import type { Use } from './holds';
import type { Linear } from './linear';
import { holdsOf, isMapping } from './models/pages';
import type { Place } from './places';
import type { State } from './state';

/** Remembers that what is in the pages behind a value is read or written. */
export function noteUse(
  state: State,
  value: Linear,
  kind: Use['kind'],
  node: SyntaxNode,
  by: string,
): void {
  if (state.holds.length === 0) return;
  const kept = keptPages(state, value);
  for (const hold of [...holdsOf(state, value), ...holdsOf(state, kept)])
    if (!hold.uses.some((use) => use.kind === kind))
      state.updateHold(hold, { uses: [...hold.uses, { kind, node, by }] });
}

/** A store through the address at which the CPU sees a page. */
export function noteStore(state: State, { root }: Place, node: SyntaxNode): void {
  if (state.holds.length === 0 || root.kind !== 'memory' || !isMapping(state, root.pointer)) return;
  noteUse(state, root.pointer, 'cpu-write', node, 'an assignment');
}

/**
 * The physical address of a page that is put into a table: whoever is given the table, a device or a
 * hypervisor, finds the page by it. A variable alone tells of no such use.
 */
export function noteAddress(state: State, place: Place, value: Linear, node: SyntaxNode): void {
  if (state.holds.length === 0 || place.path === '' || place.root.kind !== 'memory') return;
  const isPhysical = state.normal(value).terms.some(([sym]) => {
    const { origin } = state.symbols.info(sym);
    return origin.kind === 'derived' && origin.how === 'phys';
  });
  if (isPhysical) noteUse(state, value, 'device', node, 'a table of physical addresses');
}
