import { EFAULT, EMLINK } from '../errno';
import { isHugeZero } from '../memory/folio';
import { PTE_DIRTY, PTE_YOUNG, ptePfn, pteWrite, withFlags } from '../mm/pte';
import { kernelFunction, note, noteOf } from '../steps';
import type { Vma } from '../world';
import { FOLL_DUMP, FOLL_MLOCK, FOLL_PIN, FOLL_TOUCH, FOLL_WRITE } from './follFlags';
import { tryGrabFolio } from './grab';
import { showFollow } from './follow';
import type { FollowContext } from './follow';
import { mlockForGup } from './oldFlags';

/** follow_huge_pmd(), follow_huge_pud() (before 6.10 follow_trans_huge_pmd()): one page out of a leaf of `size` pages. */
export const followHuge = kernelFunction(
  'follow_huge_pmd',
  function* (
    m,
    vma: Vma,
    address: number,
    at: number,
    size: number,
    flags: number,
    context: FollowContext,
  ) {
    const entry = m.tables.get(at);
    const head = ptePfn(entry);
    if (flags & FOLL_WRITE && !m.profile.canFollowWrite(m, entry, head, vma, flags)) {
      if (m.watching) yield note(m, 'the entry is read-only: a write fault is needed');
      return 0;
    }
    if (flags & FOLL_DUMP && isHugeZero(m, head)) return -EFAULT;
    if (!pteWrite(entry) && m.profile.mustUnshare(m, vma, flags, head)) {
      if (m.watching) yield note(m, 'the folio may be shared: it must be unshared first');
      return -EMLINK;
    }
    const page = head + (address % size);
    const error = tryGrabFolio(m, page, 1, flags);
    if (error !== 0) return error;
    if (m.watching)
      yield noteOf(m, m.profile.names.tryGrabFolio, flags & FOLL_PIN ? 'one pin' : 'one reference');
    // touch_pmd(): x86 writes the accessed bit only together with the dirty bit.
    if (flags & FOLL_TOUCH && flags & FOLL_WRITE)
      m.tables.set(at, withFlags(entry, PTE_DIRTY | PTE_YOUNG));
    if (flags & FOLL_MLOCK) mlockForGup(m, vma, head, true);
    context.pageMask = size - 1;
    return page;
  },
  showFollow,
);
