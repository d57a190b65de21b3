import { EINVAL } from '../errno';
import type { Machine } from '../machine';
import type { Steps } from '../steps';
import type { AnonVma, Mm, Vma } from '../world';
import { PTRS } from './pageTables';
import { splitHugePmd } from './splitPmd';
import { splitsHugeRange } from './thp';
import {
  has,
  isVmHugetlbPage,
  removeVma,
  splitVma,
  VM_HUGETLB,
  VM_IO,
  VM_MIXEDMAP,
  VM_PFNMAP,
  vmasIn,
} from './vma';

/** split_vma() at `page`, with vma_adjust_trans_huge(): no huge page may reach across the new boundary. */
function* splitAt(m: Machine, vma: Vma, page: number): Steps<Vma> {
  if (splitsHugeRange(vma, page)) yield* splitHugePmd(m, vma, page);
  return splitVma(vma, page);
}

/** vm_ops->may_split() of hugetlb: not through a huge page. */
const mayCut = (vma: Vma, page: number): boolean => !isVmHugetlbPage(vma) || page % PTRS === 0;

/** Splits so that [start, end) is covered by whole VMAs (where they may be split), and returns them. */
export function* isolateRange(m: Machine, mm: Mm, start: number, end: number): Steps<Vma[]> {
  for (const vma of vmasIn(mm, start, end)) {
    let part = vma;
    if (part.start < start && mayCut(part, start)) part = yield* splitAt(m, part, start);
    if (part.end > end && mayCut(part, end)) yield* splitAt(m, part, end);
  }
  return vmasIn(mm, start, end);
}

/** vm_ops->may_split(): 0, or -EINVAL when [start, end) would cut through a huge page of hugetlb. */
export function maySplit(mm: Mm, start: number, end: number): number {
  const cuts = (page: number): boolean =>
    mm.vmas.some((vma) => vma.start < page && vma.end > page && !mayCut(vma, page));
  return cuts(start) || cuts(end) ? -EINVAL : 0;
}

/** VM_SPECIAL, and mappings whose driver wants to know of each VMA's end (vm_ops->close). */
const neverMerges = (vma: Vma): boolean =>
  has(vma, VM_IO | VM_PFNMAP | VM_MIXEDMAP | VM_HUGETLB) || vma.device !== null;

/** is_mergeable_anon_vma(): the same anon_vma, or one side has none yet (and did not come by fork). */
function anonVmasMerge(a: AnonVma | null, b: AnonVma | null, chain: readonly AnonVma[]): boolean {
  if ((a === null || b === null) && chain.length <= 1) return true;
  return a === b;
}

/** can_vma_merge_after(): `next` continues `vma` in every respect. */
const canMerge = (vma: Vma, next: Vma): boolean =>
  vma.end === next.start &&
  vma.flags === next.flags &&
  vma.file === next.file &&
  vma.ops === next.ops &&
  vma.uffd === next.uffd &&
  vma.pgoff + (vma.end - vma.start) === next.pgoff &&
  !neverMerges(vma) &&
  anonVmasMerge(vma.anonVma, next.anonVma, vma.anonVma === null ? next.chain : vma.chain);

/** vma_merge(): joins VMAs in and around [start, end) that differ in nothing any more. */
export function mergeVmas(mm: Mm, start: number, end: number): void {
  for (const vma of vmasIn(mm, start - 1, end + 1)) {
    const before = mm.vmas[mm.vmas.indexOf(vma) - 1] as Vma | undefined;
    if (before === undefined || !canMerge(before, vma)) continue;
    adoptAnonVma(before, vma);
    before.end = vma.end;
    removeVma(vma);
  }
}

/** dup_anon_vma(): the merged VMA takes over the anon_vma that only the other part has. */
function adoptAnonVma(vma: Vma, from: Vma): void {
  if (vma.anonVma !== null) {
    if (from.anonVma === vma.anonVma) vma.anonVma.activeVmas--;
    return;
  }
  vma.anonVma = from.anonVma;
  vma.chain = from.chain.slice();
  for (const anon of vma.chain) anon.vmas.push(vma);
}
