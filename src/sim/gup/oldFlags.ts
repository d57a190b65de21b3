import type { Machine } from '../machine';
import {
  folioGet,
  folioIsLarge,
  folioMapcount,
  folioPut,
  folioTestAnon,
  folioTestHugetlb,
} from '../memory/folio';
import { mlockVmaFolio } from '../mm/lru';
import { splitFolio } from '../mm/splitFolio';
import { pteLeaf, ptePfn, ptePresent } from '../mm/pte';
import { has, VM_LOCKED } from '../mm/vma';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import { FOLL_MLOCK, FOLL_POPULATE, FOLL_SPLIT } from './follFlags';

/**
 * FOLL_SPLIT (until 5.13): a huge page is broken up before one of its pages is handed out. Splits the folio that the
 * entry at `at` maps, if it is one; 0 or a negative errno.
 */
export function* splitForGup(m: Machine, at: number, flags: number): Steps<number> {
  if (!(flags & FOLL_SPLIT) || at < 0) return 0;
  const entry = m.tables.get(at);
  const page = ptePfn(entry);
  if (!ptePresent(entry) || !folioIsLarge(m, page) || folioTestHugetlb(m, page)) return 0;
  const target = pteLeaf(entry) ? m.frames.folio(page) : page;
  folioGet(m, m.frames.folio(target));
  const error = yield* splitFolio(m, target, null);
  folioPut(m, m.frames.folio(target));
  return error;
}

/**
 * FOLL_MLOCK (until 5.17): mlock() is a walk that locks what it finds. Not pages of a large folio that are mapped one by one,
 * nor what others map as a whole, too.
 */
export function mlockForGup(m: Machine, vma: Vma, folio: number, leaf: boolean): void {
  if (!has(vma, VM_LOCKED) || m.frames.mapping[folio] === 0) return;
  if (folioIsLarge(m, folio)) {
    if (!leaf || (folioTestAnon(m, folio) && folioMapcount(m, folio) !== 1)) return;
  }
  mlockVmaFolio(m, folio, vma);
}

/** FOLL_MLOCK without FOLL_POPULATE (until 5.17): mlock2(MLOCK_ONFAULT) passes over what is not there yet. */
export const skipsWhatIsNotThere = (flags: number): boolean =>
  (flags & (FOLL_POPULATE | FOLL_MLOCK)) === FOLL_MLOCK;
