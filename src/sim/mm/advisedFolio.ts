import type { Machine } from '../machine';
import { folioGet, folioMapcount, folioNrPages, folioPut } from '../memory/folio';
import type { Steps } from '../steps';
import { ptePfn, ptePresent } from './pte';
import { splitFolio } from './splitFolio';

/** madvise_folio_pte_batch(): how many entries from `at` on map one page of a large folio after the other. */
export function foliosPteBatch(m: Machine, at: number, left: number, page: number): number {
  const folio = m.frames.folio(page);
  const most = Math.min(left, folioNrPages(m, folio) - (page - folio));
  let n = 1;
  while (n < most) {
    const pte = m.tables.get(at + n);
    if (!ptePresent(pte) || ptePfn(pte) !== page + n) break;
    n++;
  }
  return n;
}

/** A folio of which only a part is advised is split, so that the part can go alone. True when it was. */
export function* splitForAdvice(m: Machine, page: number): Steps<boolean> {
  const folio = m.frames.folio(page);
  folioGet(m, folio);
  const error = yield* splitFolio(m, folio, null);
  folioPut(m, folio);
  return error === 0;
}

/** folio_likely_mapped_shared(): the first page speaks for a large folio; before 6.9 the page in question does. */
export function mappedShared(m: Machine, folio: number, page: number): boolean {
  const { frames } = m;
  if (m.profile.adviceSplitsFolios) return frames.mapcount[page] + frames.entire[folio] !== 1;
  const count = folioMapcount(m, folio);
  if (count <= 1) return false;
  if (frames.entire[folio] > 0 || count > folioNrPages(m, folio)) return true;
  return frames.mapcount[folio] > 1;
}
