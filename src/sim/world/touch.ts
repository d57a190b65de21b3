import {
  FAULT_FLAG_WRITE,
  FAULT_FROM_USER,
  VM_FAULT_COMPLETED,
  VM_FAULT_ERROR,
  VM_FAULT_OOM,
  VM_FAULT_RETRY,
  VM_FAULT_SIGSEGV,
} from '../fault/faultFlags';
import { handleMmFault } from '../fault/handle';
import type { Machine } from '../machine';
import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import { PGD_LEVEL, PTE_LEVEL, PTRS, USER_PAGES } from '../mm/pageTables';
import {
  PTE_DIRTY,
  PTE_NO_PAGE,
  PTE_YOUNG,
  pteAccessPermitted,
  ptePfn,
  pteTable,
  withFlags,
} from '../mm/pte';
import { has, vmaIsAccessible, vmaLookup, VM_WRITE } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Process } from '../world';
import { mappedNoMmu } from './noMmu';

/** What became of an access of user space: the frame it went to, or the signal. */
export interface Access {
  /** Frame; 0 for memory without struct page. */
  readonly page: number;
  readonly signal: '' | 'SIGSEGV' | 'SIGBUS' | 'SIGKILL';
}

/** The hardware's walk: the frame, with accessed and dirty bits set; -1 when it faults. */
function hardwareAccess(m: Machine, process: Process, page: number, write: boolean): number {
  const { tables } = m;
  if (page < 0 || page >= USER_PAGES) return -1;
  let table = process.mm.pgd;
  let level = PGD_LEVEL;
  let at = tables.at(table, level, page);
  while (level > PTE_LEVEL && pteTable(tables.get(at))) {
    table = ptePfn(tables.get(at));
    at = tables.at(table, --level, page);
  }
  const entry = tables.get(at);
  if (!pteAccessPermitted(entry, write)) return -1;
  tables.set(at, withFlags(entry, write ? PTE_YOUNG | PTE_DIRTY : PTE_YOUNG));
  return entry & PTE_NO_PAGE ? 0 : ptePfn(entry) + (page % PTRS ** level);
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
    return result & VM_FAULT_COMPLETED ? 0 : result;
  },
);

/** User space of the current process reads or writes one byte: faults as often as the hardware does. */
export const userAccess = function* (m: Machine, page: number, write: boolean): Steps<Access> {
  if (!m.profile.mmu)
    return mappedNoMmu(m, page) ? { page, signal: '' } : { page: 0, signal: 'SIGSEGV' };
  for (let tries = 0; tries < 16; tries++) {
    const found = hardwareAccess(m, m.current, page, write);
    if (found >= 0) return { page: found, signal: '' };
    const result = yield* doUserAddrFault(m, page, write);
    // fault_signal_pending(): a wait that a fatal signal ended is not tried again.
    if (result & VM_FAULT_RETRY && m.current.sigkill) return { page: 0, signal: 'SIGKILL' };
    if (result & VM_FAULT_OOM) {
      // pagefault_out_of_memory(): the OOM killer ends whoever cannot go on.
      m.current.sigkill = true;
      return { page: 0, signal: 'SIGKILL' };
    }
    if (result & VM_FAULT_ERROR)
      return { page: 0, signal: result & VM_FAULT_SIGSEGV ? 'SIGSEGV' : 'SIGBUS' };
  }
  throw new Error(`the fault on page ${String(page)} repeats for ever`);
};
