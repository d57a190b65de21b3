import type { AcquireCall } from './acquires';
import { type Hold, UNTOUCHED } from './holds';
import { Linear } from './linear';
import { elementOf, offsetBetween, write } from './memory';
import type { State } from './state';

/** The acquire gave no page. */
export function fail(
  state: State,
  site: AcquireCall,
  result: Linear,
  array: Linear | null,
  how: string,
): void {
  const zero = state.facts.provesAtMostZero(result.times(-1));
  const failed = { call: site, result, array, zero, lostSign: false };
  state.failed = [...state.failed.filter((f) => f.call.node !== site.node), failed];
  state.step('acquire', site.source, site.node, `${site.fn.name}() ${how}`);
}

/** The acquire gave `count` pages, from the array's first slot on; `how` says how many, in words. */
export function gain(
  state: State,
  site: AcquireCall,
  gained: Pick<Hold, 'id' | 'array' | 'count' | 'outcome' | 'forWriting'>,
  how: string,
): Hold {
  const { array, count } = gained;
  const hold: Hold = {
    ...UNTOUCHED,
    ...gained,
    call: site,
    held: [{ from: Linear.zero, to: count }],
  };
  retire(state, site);
  state.holds = [...state.holds, hold];
  forgetSlots(state, array);
  const origin = state.symbols.origin(array);
  if (origin?.kind === 'address' && origin.place.type?.kind !== 'array')
    write(state, origin.place, elementOf(state, hold, Linear.zero));
  const verb = site.fn.tracking === 'pin' ? 'pins' : 'takes';
  state.step('acquire', site.source, site.node, `${site.fn.name}() ${verb} ${how}`, {
    hold: hold.id,
  });
  return hold;
}

/** What an earlier round took and gave back again need not be told apart any more. */
function retire(state: State, site: AcquireCall): void {
  const done = (h: Hold) => h.call.node === site.node && (h.held.length === 0 || h.unsettled);
  if (!state.holds.some(done)) return;
  state.past = [...state.past, ...state.holds.filter(done)];
  state.holds = state.holds.filter((h) => !done(h));
}

/** What was stored in slots that are filled anew is gone. */
function forgetSlots(state: State, array: Linear): void {
  const cells = state.ownCells();
  for (const [key, { place }] of cells)
    if (
      place.path === '' &&
      place.root.kind === 'memory' &&
      offsetBetween(state, place.root.pointer, array) !== null
    )
      cells.delete(key);
}
