import type { Machine } from '../machine';
import { PMD_LEVEL, PTE_LEVEL } from '../mm/pageTables';
import {
  PTE_DIRTY,
  PTE_YOUNG,
  pteLeaf,
  ptePresent,
  pteProtnone,
  pteWrite,
  swapKind,
  withFlags,
} from '../mm/pte';
import { HPAGE_PMD_ORDER, thpAllowableOrders } from '../mm/thp';
import {
  isCowMapping,
  isVmHugetlbPage,
  VM_MAYWRITE,
  VM_WRITE,
  has,
  vmaIsAccessible,
  vmaIsAnonymous,
} from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import { doAnonymousPage } from './anonymous';
import { doWpPage } from './cow';
import {
  FAULT_FLAG_UNSHARE,
  FAULT_FLAG_WRITE,
  VM_FAULT_FALLBACK,
  VM_FAULT_SIGSEGV,
} from './faultFlags';
import { doFault } from './file';
import { doHugePmdAnonymousPage, hugePmdFault } from './hugePmd';
import { hugetlbFault } from './hugetlb';
import { doHugePmdNumaPage, doNumaPage } from './numa';
import { doSwapPage, migrationEntryWait } from './swapIn';
import { newVmFault } from './vmFault';
import type { VmFault } from './vmFault';

/** handle_pte_fault(): what to do is decided by the entry that is there. */
const handlePteFault = kernelFunction('handle_pte_fault', function* (m, vmf: VmFault) {
  vmf.pte = m.tables.find(vmf.vma.mm.pgd, vmf.address, PTE_LEVEL);
  vmf.origPte = vmf.pte < 0 ? 0 : m.tables.get(vmf.pte);
  if (vmf.origPte === 0)
    return yield* vmaIsAnonymous(vmf.vma) ? doAnonymousPage(m, vmf) : doFault(m, vmf);
  if (!ptePresent(vmf.origPte)) return yield* doSwapPage(m, vmf);
  if (pteProtnone(vmf.origPte) && vmaIsAccessible(vmf.vma)) return yield* doNumaPage(m, vmf);
  let entry = vmf.origPte;
  if (vmf.flags & (FAULT_FLAG_WRITE | FAULT_FLAG_UNSHARE)) {
    if (!pteWrite(entry)) return yield* doWpPage(m, vmf);
    if (vmf.flags & FAULT_FLAG_WRITE) entry = withFlags(entry, PTE_DIRTY);
  }
  // x86 leaves the accessed bit to the hardware: ptep_set_access_flags() writes only for a dirty entry.
  if (vmf.flags & FAULT_FLAG_WRITE) m.tables.set(vmf.pte, withFlags(entry, PTE_YOUNG));
  if (m.watching) yield note(m, 'the entry is there already');
  return 0;
});

/** __handle_mm_fault(): down the page tables. */
function* handleMmFaultInner(m: Machine, vma: Vma, address: number, flags: number): Steps<number> {
  const vmf = newVmFault(vma, address, flags);
  vmf.pmd = m.tables.alloc(vma.mm.pgd, address, PMD_LEVEL);
  if (m.tables.get(vmf.pmd) === 0 && thpAllowableOrders(m, vma)[0] === HPAGE_PMD_ORDER) {
    const result = yield* doHugePmdAnonymousPage(m, vmf);
    if (!(result & VM_FAULT_FALLBACK)) return result;
  }
  vmf.origPmd = m.tables.get(vmf.pmd);
  if (swapKind(vmf.origPmd) !== 0) {
    yield* migrationEntryWait(m, vmf.pmd, vmf.origPmd);
    return 0;
  }
  if (pteLeaf(vmf.origPmd)) {
    if (pteProtnone(vmf.origPmd) && vmaIsAccessible(vma)) return yield* doHugePmdNumaPage(m, vmf);
    const result = yield* hugePmdFault(m, vmf);
    if (!(result & VM_FAULT_FALLBACK)) return result;
  }
  return yield* handlePteFault(m, vmf);
}

/** sanitize_fault_flags(): unsharing means nothing where there is no copy on write. */
function sanitizeFaultFlags(m: Machine, vma: Vma, flags: number): number {
  if (flags & FAULT_FLAG_UNSHARE) {
    return isCowMapping(vma.flags) ? flags : flags & ~FAULT_FLAG_UNSHARE;
  }
  if (flags & FAULT_FLAG_WRITE) {
    const refused = !has(vma, VM_MAYWRITE) || (!has(vma, VM_WRITE) && !isCowMapping(vma.flags));
    if (m.warnOn(refused, 'mm/memory.c', 'sanitize_fault_flags', 'write fault without permission'))
      return -1;
  }
  return flags;
}

/** handle_mm_fault(): VM_FAULT_* bits. The VMA's permissions were checked by the caller. */
export const handleMmFault = kernelFunction(
  'handle_mm_fault',
  function* (m, vma: Vma, address: number, asked: number) {
    const flags = sanitizeFaultFlags(m, vma, asked);
    if (flags < 0) return VM_FAULT_SIGSEGV;
    return yield* isVmHugetlbPage(vma)
      ? hugetlbFault(m, vma, address, flags)
      : handleMmFaultInner(m, vma, address, flags);
  },
);
