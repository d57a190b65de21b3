import { isHugeZero } from '../memory/folio';
import type { Machine } from '../machine';
import type { Vma } from '../world';
import { PTRS } from './pageTables';
import { pteLeaf, ptePfn, ptePresent, swapKind } from './pte';
import type { Pte } from './pte';
import { has, isVmHugetlbPage, VM_HUGEPAGE, VM_NOHUGEPAGE, vmaIsAnonymous } from './vma';

/** HPAGE_PMD_ORDER: a transparent huge page of 2 MiB. */
export const HPAGE_PMD_ORDER = 9;

/** First page of the PMD-sized range that contains `page`. */
export const pmdStart = (page: number): number => Math.floor(page / PTRS) * PTRS;

/** is_huge_zero_pmd(). */
export const isHugeZeroPmd = (m: Machine, pmd: Pte): boolean =>
  ptePresent(pmd) && pteLeaf(pmd) && isHugeZero(m, ptePfn(pmd));

/** is_swap_pmd() || pmd_trans_huge(): the entry stands for a whole huge page. Not for hugetlb VMAs. */
export const pmdIsHuge = (pmd: Pte): boolean => pteLeaf(pmd) || swapKind(pmd) !== 0;

/** thp_vma_suitable_order(): a folio of this order around `page` lies within the VMA, aligned as its file is. */
export function thpVmaSuitableOrder(vma: Vma, page: number, order: number): boolean {
  const size = 2 ** order;
  if (!vmaIsAnonymous(vma) && (vma.start - vma.pgoff) % size !== 0) return false;
  const start = Math.floor(page / size) * size;
  return start >= vma.start && start + size <= vma.end;
}

/** A sysfs knob with the values always, madvise, inherit and never, for one VMA. */
function permits(m: Machine, vma: Vma, knob: string): boolean {
  const value = m.world.tunables[knob];
  if (value === 'inherit') return permits(m, vma, 'thp');
  return value === 'always' || (value === 'madvise' && has(vma, VM_HUGEPAGE));
}

/**
 * Anonymous orders, largest first, that a page fault may allocate (thp_vma_allowable_orders() with TVA_IN_PF; before
 * 6.8 hugepage_vma_check(), which knew the PMD order only).
 */
export function thpAllowableOrders(m: Machine, vma: Vma): readonly number[] {
  if (!vmaIsAnonymous(vma) || has(vma, VM_NOHUGEPAGE)) return [];
  const orders: number[] = [];
  if (permits(m, vma, 'thp')) orders.push(HPAGE_PMD_ORDER);
  for (const [order, knob] of m.profile.anonOrderKnobs)
    if (permits(m, vma, knob)) orders.push(order);
  return orders;
}

/** split_huge_pmd_if_needed(): an address where a VMA will end must not lie inside a huge page. */
export const splitsHugeRange = (vma: Vma, page: number): boolean =>
  page % PTRS !== 0 &&
  !isVmHugetlbPage(vma) &&
  pmdStart(page) >= vma.start &&
  pmdStart(page) + PTRS <= vma.end;
