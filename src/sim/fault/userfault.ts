import type { Machine } from '../machine';
import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import { PMD_LEVEL, PTE_LEVEL } from '../mm/pageTables';
import { pteLeaf } from '../mm/pte';
import { has, VM_UFFD_MISSING, vmaLookup } from '../mm/vma';
import { blocked, kernelFunction, note, othersRun } from '../steps';
import type { Steps } from '../steps';
import { mfillAtomic } from '../world/userfaultfd';
import {
  FAULT_FLAG_ALLOW_RETRY,
  FAULT_FLAG_RETRY_NOWAIT,
  VM_FAULT_RETRY,
  VM_FAULT_SIGBUS,
} from './faultFlags';
import type { VmFault } from './vmFault';

/** userfaultfd_must_wait(): nobody has filled the page yet. */
function mustWait(m: Machine, { vma: { mm }, address }: VmFault): boolean {
  const vma = vmaLookup(mm, address);
  if (vma === null || !has(vma, VM_UFFD_MISSING)) return false;
  const pmd = m.tables.find(mm.pgd, address, PMD_LEVEL);
  if (pmd >= 0 && pteLeaf(m.tables.get(pmd))) return false;
  const at = m.tables.find(mm.pgd, address, PTE_LEVEL);
  return at < 0 || m.tables.get(at) === 0;
}

/**
 * Until the monitor has filled the page or a signal comes. Where no other actor runs and the monitor is not one that
 * answers, nothing can end the wait but SIGKILL, so that is what comes.
 */
function* waitForMonitor(m: Machine, vmf: VmFault): Steps<void> {
  const { vma, address } = vmf;
  if (vma.uffd?.answer !== undefined) {
    if (m.watching) yield note(m, 'the monitor fills the page');
    yield* mfillAtomic(m, vma.mm, address, vma.uffd.answer, vma.uffd.value);
    return;
  }
  while (othersRun(m) && mustWait(m, vmf) && !m.current.sigkill)
    yield blocked(m, 'waits for the userfaultfd monitor');
  if (mustWait(m, vmf)) m.current.sigkill = true;
}

/**
 * handle_userfault() (fs/userfaultfd.c) for a missing page: whoever may not wait gets VM_FAULT_SIGBUS; with
 * FAULT_FLAG_RETRY_NOWAIT VM_FAULT_RETRY comes at once, else after the wait, during which mmap_lock is not held. It is taken
 * again for the caller, who gives it up on VM_FAULT_RETRY.
 */
export const handleUserfault = kernelFunction('handle_userfault', function* (m, vmf: VmFault) {
  if (!(vmf.flags & FAULT_FLAG_ALLOW_RETRY)) {
    if (m.watching) yield note(m, 'the caller cannot drop mmap_lock, so it cannot wait');
    return VM_FAULT_SIGBUS;
  }
  if (vmf.flags & FAULT_FLAG_RETRY_NOWAIT) return VM_FAULT_RETRY;
  const { mm } = vmf.vma;
  mmapReadUnlock(mm);
  yield* waitForMonitor(m, vmf);
  yield* mmapReadLock(m, mm);
  return VM_FAULT_RETRY;
});
