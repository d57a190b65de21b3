import type { Linear } from './linear';
import type { State } from './state';

/** The page that a frame number, an address or a mapping stands for, as far back as is known. */
export function resolvePage(state: State, value: Linear): Linear {
  let page = state.normal(value);
  for (let i = 0; i < 8; i++) {
    const origin = derivedFrom(state, page);
    if (origin === null) return page;
    page = origin;
  }
  return page;
}

function derivedFrom(state: State, value: Linear): Linear | null {
  for (const [sym, factor] of value.terms) {
    const { origin } = state.symbols.info(sym);
    if (factor === 1 && origin.kind === 'derived') return state.normal(origin.from);
  }
  return null;
}
