import type { Machine } from '../machine';
import { folioTestAnon } from '../memory/folio';
import { pageAnonExclusive } from '../mm/rmap';
import { isCowMapping } from '../mm/vma';
import type { Vma } from '../world';
import { FOLL_LONGTERM, FOLL_PIN, FOLL_WRITE } from './follFlags';

/** gup_must_unshare(): must a read-only pin make the page exclusive first? `vma` is null in the lockless walk. */
export type MustUnshare = (m: Machine, vma: Vma | null, flags: number, page: number) => boolean;

const readOnlyPin = (flags: number): boolean => (flags & (FOLL_WRITE | FOLL_PIN)) === FOLL_PIN;

/** Before 5.19: a pin keeps whatever page is mapped. */
export const neverUnshares: MustUnshare = () => false;

/** 5.19 to 6.1: anonymous pages that may be shared. */
export const unsharesAnonymous: MustUnshare = (m, _vma, flags, page) =>
  readOnlyPin(flags) && folioTestAnon(m, m.frames.folio(page)) && !pageAnonExclusive(m, page);

/** 6.2 and later: for FOLL_LONGTERM also pages of files (and the zero page) in private mappings. */
export const unsharesForLongterm: MustUnshare = (m, vma, flags, page) => {
  if (!readOnlyPin(flags)) return false;
  if (folioTestAnon(m, m.frames.folio(page))) return !pageAnonExclusive(m, page);
  if (!(flags & FOLL_LONGTERM)) return false;
  return vma === null || isCowMapping(vma.flags);
};
