import { EFAULT, ENOMEM } from '../errno';
import {
  FAULT_FLAG_ALLOW_RETRY,
  FAULT_FLAG_KILLABLE,
  FAULT_FLAG_RETRY_NOWAIT,
  FAULT_FLAG_TRIED,
  FAULT_FLAG_UNSHARE,
  FAULT_FLAG_WRITE,
  VM_FAULT_ERROR,
  vmFaultToErrno,
} from '../fault/faultFlags';
import { hugetlbFault } from '../fault/hugetlb';
import type { Machine } from '../machine';
import { hugetlbfsPagecachePresent } from '../mm/hugetlb';
import { PMD_LEVEL, PTRS } from '../mm/pageTables';
import { ptePfn, ptePresent, pteWrite } from '../mm/pte';
import type { Pte } from '../mm/pte';
import { pmdStart } from '../mm/thp';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import {
  FOLL_DUMP,
  FOLL_GET,
  FOLL_NOWAIT,
  FOLL_PIN,
  FOLL_TRIED,
  FOLL_UNLOCKABLE,
  FOLL_WRITE,
} from './follFlags';
import { tryGrabFolioFast } from './grab';
import type { PageSlots } from './slow';

/** How far follow_hugetlb_page() came; `error` when it must not go on. */
interface Followed {
  readonly taken: number;
  readonly error: number;
}

/** __follow_hugetlb_must_fault(): FAULT_FLAG_* of the fault that the entry needs first; null when it will do. */
function faultNeeded(m: Machine, entry: Pte, flags: number): number | null {
  const write = flags & FOLL_WRITE ? FAULT_FLAG_WRITE : 0;
  if (!ptePresent(entry)) return write;
  if (pteWrite(entry)) return null;
  if (write !== 0) return write;
  return m.profile.mustUnshare(m, null, flags, ptePfn(entry)) ? FAULT_FLAG_UNSHARE : null;
}

function faultFlagsOf(flags: number): number {
  let fault = 0;
  if (flags & FOLL_UNLOCKABLE) fault |= FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE;
  if (flags & FOLL_NOWAIT) fault |= FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_RETRY_NOWAIT;
  if (flags & FOLL_TRIED) fault |= FAULT_FLAG_TRIED;
  return fault;
}

/** Takes `refs` pages of a folio; the grab is that of the lockless walk, with its answer to FOLL_LONGTERM. */
function take(
  m: Machine,
  page: number,
  refs: number,
  flags: number,
  slots: PageSlots,
  at: number,
): boolean {
  for (let i = 0; i < refs; i++) slots.list[slots.at + at + i] = page + i;
  if (!(flags & (FOLL_GET | FOLL_PIN))) return true;
  const grabbed = tryGrabFolioFast(m, page, refs, flags);
  return !m.warnOn(!grabbed, 'mm/hugetlb.c', 'follow_hugetlb_page', 'the page cannot be grabbed');
}

/** follow_hugetlb_page() (before 6.6): the walk through one hugetlb VMA, huge page by huge page. */
export const followHugetlbPage = kernelFunction(
  'follow_hugetlb_page',
  function* (
    m,
    vma: Vma,
    start: number,
    wanted: number,
    flags: number,
    slots: PageSlots | null,
  ): Steps<Followed> {
    let taken = 0;
    while (taken < wanted && start + taken < vma.end) {
      if (m.current.sigkill) return { taken, error: -EFAULT };
      const address = start + taken;
      const at = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
      const entry = at < 0 ? 0 : m.tables.get(at);
      if (entry === 0 && flags & FOLL_DUMP && !hugetlbfsPagecachePresent(vma, address))
        return { taken, error: -EFAULT };
      const needed = faultNeeded(m, entry, flags);
      if (needed !== null) {
        if (m.watching) yield note(m, 'the entry does not do: faults');
        const result = yield* hugetlbFault(m, vma, address, needed | faultFlagsOf(flags));
        if (result & VM_FAULT_ERROR) return { taken, error: vmFaultToErrno(result, flags) };
        continue;
      }
      const offset = address - pmdStart(address);
      const refs = Math.min(PTRS - offset, wanted - taken, vma.end - address);
      if (slots !== null && !take(m, ptePfn(entry) + offset, refs, flags, slots, taken))
        return { taken, error: -ENOMEM };
      if (m.watching) yield note(m, `${String(refs)} pages of a huge page`);
      taken += refs;
    }
    return { taken, error: 0 };
  },
  ({ taken, error }) => String(taken > 0 ? taken : error),
);
