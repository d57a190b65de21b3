import { anonVmaPrepare } from '../mm/anonVma';
import type { Machine } from '../machine';
import type { Pte } from '../mm/pte';
import { linearPageIndex } from '../mm/vma';
import type { Vma } from '../world';
import { allowRetryFirst, FAULT_FLAG_RETRY_NOWAIT } from './faultFlags';

/** struct vm_fault: what is known about a fault on its way down. */
export interface VmFault {
  readonly vma: Vma;
  /** Page number of the address. */
  readonly address: number;
  flags: number;
  readonly pgoff: number;
  /** Positions of the entries in the page tables; -1 while there is none. */
  pmd: number;
  pte: number;
  /** The entry as it was when the fault began; 0 for none. */
  origPte: Pte;
  origPmd: Pte;
  /** Page that the file's fault handler found, 0 for none. */
  page: number;
  /** Copy being prepared by do_cow_fault(). */
  cowPage: number;
  /** mmap_lock was dropped on the way. */
  unlocked: boolean;
}

export function newVmFault(vma: Vma, address: number, flags: number): VmFault {
  return {
    vma,
    address,
    flags,
    pgoff: linearPageIndex(vma, address),
    pmd: -1,
    pte: -1,
    origPte: 0,
    origPmd: 0,
    page: 0,
    cowPage: 0,
    unlocked: false,
  };
}

/** vmf_anon_prepare(). */
export const vmfAnonPrepare = (m: Machine, vmf: VmFault): void => {
  anonVmaPrepare(m, vmf.vma);
};

/** pte_same(): nobody changed the entry since the fault read it. */
export const pteUnchanged = (m: Machine, vmf: VmFault): boolean =>
  m.tables.get(vmf.pte) === vmf.origPte;

/** maybe_unlock_mmap_for_io(): true when mmap_lock was dropped, which only a first try permits. */
export function maybeUnlockMmapForIo(vmf: VmFault): boolean {
  if (!allowRetryFirst(vmf.flags) || vmf.flags & FAULT_FLAG_RETRY_NOWAIT) return false;
  vmf.unlocked = true;
  return true;
}
