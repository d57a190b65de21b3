import { EACCES, EINVAL, ENOMEM } from '../errno';
import { deviceMapping, deviceMmap } from '../files/deviceMmap';
import type { Machine } from '../machine';
import { mmPopulate } from '../gup/populate';
import { hugetlbReservePages } from '../mm/hugetlbReserve';
import { mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import { PTRS } from '../mm/pageTables';
import {
  insertVma,
  removeVma,
  VM_DONTEXPAND,
  VM_HUGETLB,
  VM_MAYEXEC,
  VM_MAYREAD,
  VM_MAYSHARE,
  VM_MAYWRITE,
  VM_NORESERVE,
  VM_SHARED,
  VM_WRITE,
  vmaIsSecretmem,
} from '../mm/vma';
import { mergeVmas } from '../mm/vmaRange';
import { kernelFunction } from '../steps';
import type { AddressSpace, OpenMode } from '../world';

/** An mmap() call, with MAP_FIXED and in pages. */
export interface MmapCall {
  readonly start: number;
  readonly pages: number;
  readonly shared: boolean;
  /** VM_READ and VM_WRITE as in PROT_. */
  readonly access: number;
  readonly hugetlb: boolean;
  /** What is mapped; null for private anonymous memory. */
  readonly file: AddressSpace | null;
  readonly pgoff: number;
  readonly open: OpenMode;
  /** Mode of the device, null when it is no device. */
  readonly device: string | null;
  readonly populate: boolean;
  readonly noreserve: boolean;
}

/** vm_flags that do_mmap() gives the call; a negative errno when the file's open mode forbids it. */
function flagsOf(call: MmapCall): number {
  let flags = call.access | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
  if (call.noreserve) flags |= VM_NORESERVE;
  if (call.shared) {
    flags |= VM_SHARED | VM_MAYSHARE;
    if (call.open === 'ro') {
      if (call.access & VM_WRITE) return -EACCES;
      flags &= ~(VM_MAYWRITE | VM_SHARED);
    }
  }
  if (call.hugetlb) flags |= VM_HUGETLB | VM_DONTEXPAND;
  return flags;
}

/** mmap(): 0 or a negative errno. */
export const mmap = kernelFunction('do_mmap', function* (m: Machine, call: MmapCall) {
  if (call.pages <= 0) return -EINVAL;
  const flags = flagsOf(call);
  if (flags < 0 && flags >= -4095) return flags;
  const { mm } = m.current;
  yield* mmapWriteLock(m, mm);
  // The length of a hugetlb mapping is rounded up to whole huge pages.
  const pages = call.hugetlb ? Math.ceil(call.pages / PTRS) * PTRS : call.pages;
  const aligned = !call.hugetlb || (call.start % PTRS === 0 && call.pgoff % PTRS === 0);
  const vma = insertVma(mm, {
    start: call.start,
    end: call.start + pages,
    pgoff: call.file === null && call.device === null ? call.start : call.pgoff,
    flags,
    ops: call.device === null ? (call.file?.kind ?? null) : 'device',
    device: call.device === null ? null : deviceMapping(call.device),
    file: call.file,
    open: call.open,
  });
  let error = 0;
  // secretmem_mmap(): private copies would be ordinary memory.
  if (!aligned || (vmaIsSecretmem(vma) && !call.shared)) error = -EINVAL;
  else if (call.hugetlb && !hugetlbReservePages(m, vma)) error = -ENOMEM;
  else if (vma.device !== null) error = yield* deviceMmap(m, vma);
  if (error === 0) mergeVmas(mm, vma.start, vma.end);
  else removeVma(vma);
  // hugetlbfs_file_mmap(): a mapping that may write makes the file as long as itself.
  if (error === 0 && call.hugetlb && call.file !== null && call.access & VM_WRITE)
    call.file.size = Math.max(call.file.size, call.pgoff + pages);
  mmapWriteUnlock(mm);
  if (error !== 0) return error;
  if (call.populate) yield* mmPopulate(m, vma.start, vma.end, true);
  return 0;
});
