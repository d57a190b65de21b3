import { EFAULT, EHWPOISON, ENOMEM } from '../errno';
import { FOLL_HWPOISON } from '../gup/follFlags';

/** fault_flag_* (include/linux/mm_types.h): what a fault handler is asked to do. */
export const FAULT_FLAG_WRITE = 1 << 0;
export const FAULT_FLAG_MKWRITE = 1 << 1;
/** The handler may drop mmap_lock and answer VM_FAULT_RETRY or VM_FAULT_COMPLETED. */
export const FAULT_FLAG_ALLOW_RETRY = 1 << 2;
export const FAULT_FLAG_RETRY_NOWAIT = 1 << 3;
export const FAULT_FLAG_KILLABLE = 1 << 4;
export const FAULT_FLAG_TRIED = 1 << 5;
export const FAULT_FLAG_USER = 1 << 6;
export const FAULT_FLAG_REMOTE = 1 << 7;
export const FAULT_FLAG_INTERRUPTIBLE = 1 << 9;
/** Not a write, but the page must be exclusive afterwards (a read-only pin wants it). */
export const FAULT_FLAG_UNSHARE = 1 << 10;
/** FAULT_FLAG_DEFAULT with FAULT_FLAG_USER: a fault of user space itself. */
export const FAULT_FROM_USER =
  FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE | FAULT_FLAG_INTERRUPTIBLE | FAULT_FLAG_USER;

/** vm_fault_t. */
export const VM_FAULT_OOM = 0x1;
export const VM_FAULT_SIGBUS = 0x2;
export const VM_FAULT_MAJOR = 0x4;
/** A page was copied or reused for a write (until 6.1); FOLL_COW of old releases depends on it. */
export const VM_FAULT_WRITE = 0x8;
export const VM_FAULT_HWPOISON = 0x10;
export const VM_FAULT_SIGSEGV = 0x40;
export const VM_FAULT_NOPAGE = 0x100;
export const VM_FAULT_LOCKED = 0x200;
export const VM_FAULT_RETRY = 0x400;
export const VM_FAULT_FALLBACK = 0x800;
export const VM_FAULT_DONE_COW = 0x1000;
/** The fault was handled and mmap_lock dropped on the way. */
export const VM_FAULT_COMPLETED = 0x4000;
export const VM_FAULT_ERROR =
  VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV | VM_FAULT_HWPOISON | VM_FAULT_FALLBACK;

/** vm_fault_to_errno(): 0 when it is no error. */
export function vmFaultToErrno(fault: number, follFlags: number): number {
  if (fault & VM_FAULT_OOM) return -ENOMEM;
  if (fault & VM_FAULT_HWPOISON) return follFlags & FOLL_HWPOISON ? -EHWPOISON : -EFAULT;
  if (fault & (VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV)) return -EFAULT;
  return 0;
}

/** fault_flag_allow_retry_first(). */
export const allowRetryFirst = (flags: number): boolean =>
  (flags & FAULT_FLAG_ALLOW_RETRY) !== 0 && (flags & FAULT_FLAG_TRIED) === 0;

/** Names as a trace shows them, for the results of vmf_insert_*(). */
export function faultName(fault: number): string {
  const names: readonly (readonly [number, string])[] = [
    [VM_FAULT_OOM, 'VM_FAULT_OOM'],
    [VM_FAULT_SIGBUS, 'VM_FAULT_SIGBUS'],
    [VM_FAULT_SIGSEGV, 'VM_FAULT_SIGSEGV'],
    [VM_FAULT_HWPOISON, 'VM_FAULT_HWPOISON'],
    [VM_FAULT_NOPAGE, 'VM_FAULT_NOPAGE'],
    [VM_FAULT_RETRY, 'VM_FAULT_RETRY'],
    [VM_FAULT_FALLBACK, 'VM_FAULT_FALLBACK'],
    [VM_FAULT_COMPLETED, 'VM_FAULT_COMPLETED'],
  ];
  return names.find(([bit]) => fault & bit)?.[1] ?? String(fault);
}
