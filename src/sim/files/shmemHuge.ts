import type { VmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import { PTRS } from '../mm/pageTables';
import { HPAGE_PMD_ORDER, thpVmaSuitableOrder } from '../mm/thp';
import { has, VM_HUGEPAGE, VM_NOHUGEPAGE } from '../mm/vma';
import type { AddressSpace, Vma } from '../world';

/** shmem_huge_global_enabled() for the internal mount (memfd, shared anonymous memory), whose policy the knob sets. */
function policyPermits(m: Machine, vma: Vma | null, mapping: AddressSpace, index: number): boolean {
  const advised = vma !== null && has(vma, VM_HUGEPAGE);
  // A tmpfs mount has a policy of its own: never, unless it is mounted with huge=.
  const policy = mapping.onTmpfsMount ? 'never' : m.world.tunables['thp-shmem'];
  switch (m.world.tunables['thp-shmem'] === 'force' ? 'force' : policy) {
    case 'force':
    case 'always':
      return true;
    case 'within_size':
      return mapping.size >= Math.ceil((index + 1) / PTRS) * PTRS || advised;
    case 'advise':
      return advised;
    default:
      return false;
  }
}

/**
 * shmem_allowable_huge_orders() with shmem_suitable_orders(): may the hole at `index` be filled with a huge folio? Nothing of
 * its 2 MiB may be cached yet, and a fault must find them within its VMA.
 */
export function shmemFillsHuge(
  m: Machine,
  mapping: AddressSpace,
  index: number,
  vmf: VmFault | null,
): boolean {
  if (!m.profile.shmemHugePages) return false;
  const vma = vmf?.vma ?? null;
  if (vma !== null && has(vma, VM_NOHUGEPAGE)) return false;
  if (!policyPermits(m, vma, mapping, index)) return false;
  if (vmf !== null && !thpVmaSuitableOrder(vmf.vma, vmf.address, HPAGE_PMD_ORDER)) return false;
  const first = Math.floor(index / PTRS) * PTRS;
  for (let i = first; i < first + PTRS; i++) if (mapping.pages.has(i)) return false;
  return true;
}
