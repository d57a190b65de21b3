import {
  FAULT_FLAG_WRITE,
  FAULT_FROM_USER,
  VM_FAULT_COMPLETED,
  VM_FAULT_ERROR,
  VM_FAULT_RETRY,
  VM_FAULT_SIGSEGV,
} from '../fault/faultFlags';
import { handleMmFault } from '../fault/handle';
import type { Machine } from '../machine';
import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import { PMD_LEVEL, PTE_LEVEL, PTRS, PUD_LEVEL } from '../mm/pageTables';
import {
  PTE_DIRTY,
  PTE_NO_PAGE,
  PTE_YOUNG,
  pteAccessPermitted,
  pteLeaf,
  ptePfn,
  withFlags,
} from '../mm/pte';
import { has, vmaIsAccessible, vmaLookup, VM_WRITE } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Process } from '../world';

/** What became of an access of user space: the frame it went to, or the signal. */
export interface Access {
  /** Frame; 0 for memory without struct page. */
  readonly page: number;
  readonly signal: '' | 'SIGSEGV' | 'SIGBUS';
}

/** The hardware's walk: the frame, with accessed and dirty bits set; -1 when it faults. */
function hardwareAccess(m: Machine, process: Process, page: number, write: boolean): number {
  for (const level of [PUD_LEVEL, PMD_LEVEL, PTE_LEVEL]) {
    const at = m.tables.find(process.mm.pgd, page, level);
    if (at < 0) return -1;
    const entry = m.tables.get(at);
    if (level !== PTE_LEVEL && !pteLeaf(entry)) continue;
    if (!pteAccessPermitted(entry, write)) return -1;
    m.tables.set(at, withFlags(entry, write ? PTE_YOUNG | PTE_DIRTY : PTE_YOUNG));
    if (entry & PTE_NO_PAGE) return 0;
    return ptePfn(entry) + (page % PTRS ** level);
  }
  return -1;
}

/** do_user_addr_fault(): VM_FAULT_* bits of a fault of user space. */
const doUserAddrFault = kernelFunction(
  'do_user_addr_fault',
  function* (m, page: number, write: boolean): Steps<number> {
    const { mm } = m.current;
    yield* mmapReadLock(m, mm);
    const vma = vmaLookup(mm, page);
    if (vma === null || !(write ? has(vma, VM_WRITE) : vmaIsAccessible(vma))) {
      mmapReadUnlock(mm);
      if (m.watching) yield note(m, 'no VMA permits the access');
      return VM_FAULT_SIGSEGV;
    }
    const flags = write ? FAULT_FROM_USER | FAULT_FLAG_WRITE : FAULT_FROM_USER;
    const result = yield* handleMmFault(m, vma, page, flags);
    mmapReadUnlock(mm);
    return result & (VM_FAULT_COMPLETED | VM_FAULT_RETRY) ? 0 : result;
  },
);

/** User space of the current process reads or writes one byte: faults as often as the hardware does. */
export const userAccess = function* (m: Machine, page: number, write: boolean): Steps<Access> {
  for (let tries = 0; tries < 16; tries++) {
    const found = hardwareAccess(m, m.current, page, write);
    if (found >= 0) return { page: found, signal: '' };
    const result = yield* doUserAddrFault(m, page, write);
    if (result & VM_FAULT_ERROR)
      return { page: 0, signal: result & VM_FAULT_SIGSEGV ? 'SIGSEGV' : 'SIGBUS' };
  }
  throw new Error(`the fault on page ${String(page)} repeats for ever`);
};
