import { BOOL } from './ctypes';
import type { Linear } from './linear';
import type { State } from './state';

/** Whether an iterator is user-backed: then iov_iter_extract_pages() pins (lib/iov_iter.c). */
export function willPin(state: State, iterator: Linear): Linear {
  const key = `will pin ${state.normal(iterator).key}`;
  return state.symbols.once(key, () =>
    state.symbols.make('iov_iter_extract_will_pin()', { kind: 'unknown' }, BOOL),
  );
}
