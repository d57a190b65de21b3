import { BOOL } from '../ctypes';
import { Linear } from '../linear';
import type { Call, Value } from '../machine';
import type { State } from '../state';
import { argument, result } from './model';
import { holdsOf } from './pages';

/** `is_error_page(page)`, `is_err_pfn(pfn)`: such values stand for the lack of a page. */
const ASKS_FOR_ERROR = /(?:^|_)is_(?:err|error|invalid|bad)(?:_|$)/i;

/** Frames of pages that an acquire gives have a struct page (include/linux/mmzone.h). */
const ASKS_FOR_PAGE = /^(?:pfn_valid|virt_addr_valid)$/;

const ASKS_FOR_COUNT = /^(?:page_count|folio_ref_count)$/;

/** The zero page is one of those that PG_reserved takes from the care of mm (page-flags.h). */
const ASKS_FOR_ZERO_PAGE = /^is_zero_(?:page|pfn|folio)$/;

/** What a question about a page that this path holds is answered; null for other calls. */
export function answerForHeld(state: State, call: Call): Value[] | null {
  if (state.holds.length === 0) return null;
  const about = call.args.flatMap((a) => holdsOf(state, a.value));
  if (about.length === 0) return null;
  if (ASKS_FOR_ERROR.test(call.name)) return result(state, Linear.zero, BOOL);
  if (ASKS_FOR_PAGE.test(call.name)) return result(state, Linear.one, BOOL);
  if (ASKS_FOR_COUNT.test(call.name)) return result(state, atLeastOne(state, call.name));
  const zero = ASKS_FOR_ZERO_PAGE.test(call.name);
  if (!zero && call.name !== 'PageReserved') return null;
  const page = pageOf(state, state.normal(argument(call, 0)));
  const isReserved = once(state, 'PageReserved', page);
  const isZero = once(state, 'is_zero_page', page);
  state.facts.addAtMostZero(isZero.minus(isReserved));
  for (const hold of about) state.updateHold(hold, { uncounted: [...hold.uncounted, isReserved] });
  return result(state, zero ? isZero : isReserved, BOOL);
}

/** A page that is held has a reference. */
function atLeastOne(state: State, name: string): Linear {
  return state.symbols.once(`held ${name}`, () =>
    state.symbols.make(`${name}()`, { kind: 'unknown' }, null, 1),
  );
}

function once(state: State, question: string, page: Linear): Linear {
  return state.symbols.once(`${question} ${page.key}`, () =>
    state.symbols.make(`${question}()`, { kind: 'unknown' }, BOOL),
  );
}

/** The page that a frame number or an address stands for. */
function pageOf(state: State, value: Linear): Linear {
  const origin = state.symbols.origin(value);
  return origin?.kind === 'derived' ? pageOf(state, state.normal(origin.from)) : value;
}
