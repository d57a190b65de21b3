import { EINVAL } from '../errno';
import { evictInode } from '../files/addressSpace';
import { unlinkAnonVmas } from '../mm/anonVma';
import { hugetlbVmOpClose } from '../mm/hugetlbReserve';
import { mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import { has, removeVma, VM_LOCKED, vmaPages } from '../mm/vma';
import { isolateRange, maySplit } from '../mm/vmaRange';
import { zapRange } from '../mm/zap';
import type { Machine } from '../machine';
import { kernelFunction } from '../steps';
import type { Steps } from '../steps';
import type { Mm, Vma } from '../world';
import { munmapNoMmu } from './noMmu';

/** Unmaps one VMA and takes it out of the address space. */
export function* dropVma(m: Machine, vma: Vma): Steps<void> {
  if (has(vma, VM_LOCKED)) vma.mm.lockedVm -= vmaPages(vma);
  yield* zapRange(m, vma, vma.start, vma.end);
  hugetlbVmOpClose(m, vma);
  removeVma(vma);
  unlinkAnonVmas(m, vma);
  if (vma.file !== null && !vma.file.isOpen && vma.file.vmas.length === 0) evictInode(m, vma.file);
}

/** munmap(). */
export const munmap = kernelFunction('__do_sys_munmap', function* (m, start: number, end: number) {
  if (end <= start) return -EINVAL;
  if (!m.profile.mmu) return yield* munmapNoMmu(m, m.current.mm, start, end);
  const { mm } = m.current;
  yield* mmapWriteLock(m, mm);
  const error = maySplit(mm, start, end);
  if (error === 0) for (const vma of yield* isolateRange(m, mm, start, end)) yield* dropVma(m, vma);
  mmapWriteUnlock(mm);
  return error;
});

/** exit_mmap(): the last user of an address space is gone. */
export const exitMmap = kernelFunction('exit_mmap', function* (m, mm: Mm) {
  if (!m.profile.mmu) {
    for (const { start, end } of mm.vmas.slice()) yield* munmapNoMmu(m, mm, start, end);
    return;
  }
  for (const vma of mm.vmas.slice()) yield* dropVma(m, vma);
  m.tables.freeTree(mm.pgd);
});

/** do_exit() of a process and its parent's wait. */
export const exitProcess = kernelFunction('do_exit', function* (m, name: string) {
  const process = m.process(name);
  yield* exitMmap(m, process.mm);
  m.world.processes.delete(name);
});
