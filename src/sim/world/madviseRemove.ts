import { EACCES, EINVAL } from '../errno';
import { punchHole } from '../files/calls';
import type { Machine } from '../machine';
import { has, linearPageIndex, VM_LOCKED, VM_MAYWRITE, VM_SHARED } from '../mm/vma';
import type { Steps } from '../steps';
import type { Vma } from '../world';

/** MADV_REMOVE: punches a hole into the file behind a shared writable mapping. */
export function* madviseRemove(m: Machine, vma: Vma, start: number, end: number): Steps<number> {
  if (has(vma, VM_LOCKED) || vma.file === null) return -EINVAL;
  if (!has(vma, VM_SHARED) || !has(vma, VM_MAYWRITE)) return -EACCES;
  return yield* punchHole(m, vma.file, linearPageIndex(vma, start), end - start);
}
