import type { Machine } from '../machine';
import { folioIsLarge, folioMapping } from '../memory/folio';
import { PG_ANON, PG_HUGETLB } from '../memory/pageFlags';
import { FOLL_LONGTERM, FOLL_PIN, FOLL_WRITE } from './follFlags';

/** May the lockless walk hand this folio out, now that it holds a reference? */
export type FastAllowed = (m: Machine, folio: number, flags: number) => boolean;

export const fastAlwaysAllowed: FastAllowed = () => true;

/** page_is_secretmem() (5.14). */
export const fastAllowedUnlessSecret: FastAllowed = (m, folio) =>
  folioMapping(m, folio)?.kind !== 'secretmem';

const writableLongtermPin = (flags: number): boolean => {
  const all = FOLL_PIN | FOLL_LONGTERM | FOLL_WRITE;
  return (flags & all) === all;
};

/** folio_fast_pin_allowed() (6.5) beside the secretmem check: a writable longterm pin of a file goes the slow way. */
export const fastAllowed65: FastAllowed = (m, folio, flags) => {
  if (!fastAllowedUnlessSecret(m, folio, flags)) return false;
  if (!writableLongtermPin(flags) || m.frames.test(folio, PG_HUGETLB | PG_ANON)) return true;
  return folioMapping(m, folio)?.kind === 'shmem';
};

/**
 * gup_fast_folio_allowed() (6.10): both checks in one. With SECRETMEM compiled in, an order-0 folio without mapping
 * (a driver's page, the zero page) is left to the slow path.
 */
export const fastAllowed610: FastAllowed = (m, folio, flags) => {
  const rejectFileBacked = writableLongtermPin(flags);
  const checkSecretmem = !folioIsLarge(m, folio);
  if (!rejectFileBacked && !checkSecretmem) return true;
  if (m.frames.test(folio, PG_HUGETLB)) return true;
  if (m.frames.mapping[folio] === 0) return false;
  if (m.frames.test(folio, PG_ANON)) return true;
  const kind = folioMapping(m, folio)?.kind;
  if (checkSecretmem && kind === 'secretmem') return false;
  return !rejectFileBacked || kind === 'shmem';
};
