import type { VmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import type { Steps } from '../steps';
import type { Vma, VmOps } from '../world';
import { deviceOps } from './device';
import { ext2Ops } from './ext2';
import { fsdaxOps } from './fsdax';
import { secretmemOps } from './secretmem';
import { shmemOps } from './shmem';

/** vm_operations_struct, as far as faults need it. Every function answers VM_FAULT_* bits. */
export interface FileOps {
  /** vm_ops->fault exists for this mapping. */
  readonly handlesFaults: (vma: Vma) => boolean;
  /** Finds or makes the page at `vmf.pgoff`: in `vmf.page`, with a reference for the caller. */
  readonly fault: (m: Machine, vmf: VmFault) => Steps<number>;
  /** The file system permits the first write to `vmf.page`, or not. */
  readonly pageMkwrite: (m: Machine, vmf: VmFault) => Steps<number>;
  readonly pfnMkwrite: (m: Machine, vmf: VmFault) => Steps<number>;
}

const TABLE: Partial<Record<VmOps, FileOps>> = {
  shmem: shmemOps,
  ext2: ext2Ops,
  secretmem: secretmemOps,
  device: deviceOps,
  fsdax: fsdaxOps,
};

export function fileOps(vma: Vma): FileOps {
  const ops = vma.ops === null ? undefined : TABLE[vma.ops];
  if (ops === undefined) throw new Error(`no vm_ops for ${String(vma.ops)}`);
  return ops;
}
