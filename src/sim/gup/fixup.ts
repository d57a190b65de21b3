import { EFAULT, EINTR } from '../errno';
import {
  FAULT_FLAG_ALLOW_RETRY,
  FAULT_FLAG_KILLABLE,
  FAULT_FLAG_TRIED,
  FAULT_FLAG_WRITE,
  VM_FAULT_COMPLETED,
  VM_FAULT_ERROR,
  VM_FAULT_RETRY,
  vmFaultToErrno,
} from '../fault/faultFlags';
import { handleMmFault } from '../fault/handle';
import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import { has, VM_READ, VM_WRITE } from '../mm/vma';
import { kernelFunction } from '../steps';
import type { Mm } from '../world';

/**
 * fixup_user_fault(): faults one page in for someone who met a fault in kernel mode (futex, KVM). Takes no reference.
 * With `mayUnlock` the lock may be dropped and taken again on the way. 0 or a negative errno.
 */
export const fixupUserFault = kernelFunction(
  'fixup_user_fault',
  function* (m, mm: Mm, page: number, write: boolean, mayUnlock: boolean) {
    let flags = write ? FAULT_FLAG_WRITE : 0;
    if (mayUnlock) flags |= FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE;
    for (;;) {
      const vma = m.profile.gupVmaLookup(mm, page);
      if (vma === null || !has(vma, write ? VM_WRITE : VM_READ)) return -EFAULT;
      if (flags & FAULT_FLAG_KILLABLE && m.current.sigkill) return -EINTR;
      const result = yield* handleMmFault(m, vma, page, flags);
      if (result & VM_FAULT_ERROR) return vmFaultToErrno(result, 0);
      if (!(result & (VM_FAULT_COMPLETED | VM_FAULT_RETRY))) return 0;
      mmapReadUnlock(mm);
      yield* mmapReadLock(m, mm);
      if (result & VM_FAULT_COMPLETED) return 0;
      flags |= FAULT_FLAG_TRIED;
    }
  },
);
