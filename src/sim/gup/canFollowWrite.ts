import type { Machine } from '../machine';
import { folioTestAnon } from '../memory/folio';
import { pteDirty, pteWrite } from '../mm/pte';
import type { Pte } from '../mm/pte';
import { pageAnonExclusive } from '../mm/rmap';
import { has, VM_MAYSHARE, VM_MAYWRITE, VM_SHARED, VM_WRITE } from '../mm/vma';
import type { Vma } from '../world';
import { FOLL_COW, FOLL_FORCE } from './follFlags';

/** can_follow_write_pte() or _pmd(): may FOLL_WRITE take what this entry maps? `page` is 0 for a special entry. */
export type CanFollowWrite = (
  m: Machine,
  pte: Pte,
  page: number,
  vma: Vma,
  flags: number,
) => boolean;

/** 6.0 and later: a forced write also goes to an exclusive anonymous page of a private read-only mapping. */
export const followsExclusive: CanFollowWrite = (m, pte, page, vma, flags) => {
  if (pteWrite(pte)) return true;
  if (!(flags & FOLL_FORCE)) return false;
  if (has(vma, VM_MAYSHARE | VM_SHARED) || !has(vma, VM_MAYWRITE) || has(vma, VM_WRITE))
    return false;
  return page !== 0 && folioTestAnon(m, m.frames.folio(page)) && pageAnonExclusive(m, page);
};

/** Before 6.0: a forced write goes through once COW was broken for it (FOLL_COW) and the entry is dirty. */
export const followsBrokenCow: CanFollowWrite = (_m, pte, _page, _vma, flags) =>
  pteWrite(pte) || ((flags & FOLL_FORCE) !== 0 && (flags & FOLL_COW) !== 0 && pteDirty(pte));
