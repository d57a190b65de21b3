import { EFAULT, EINVAL } from '../errno';
import type { Machine } from '../machine';
import { unlinkAnonVmas } from '../mm/anonVma';
import { mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import { splitHugePmd } from '../mm/splitPmd';
import { pmdIsHuge, pmdStart } from '../mm/thp';
import {
  copyVma,
  has,
  isVmHugetlbPage,
  linkVma,
  removeVma,
  VM_DONTEXPAND,
  VM_LOCKED,
  VM_LOCKED_MASK,
  VM_MERGEABLE,
  VM_PFNMAP,
  VM_UFFD_MISSING,
  vmaIsAnonymous,
  vmaLookup,
} from '../mm/vma';
import { isolateRange } from '../mm/vmaRange';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import { unmergeKsmPages } from './ksm';
import { dropVma } from './munmap';

/** move_huge_pmd(): a whole huge page changes its address. */
function moveHugePmd(m: Machine, vma: Vma, from: number, to: number): boolean {
  const target = m.tables.alloc(vma.mm.pgd, to, PMD_LEVEL);
  if (target < 0 || m.tables.get(target) !== 0) return false;
  const source = m.tables.find(vma.mm.pgd, from, PMD_LEVEL);
  m.tables.set(target, m.tables.get(source));
  m.tables.set(source, 0);
  return true;
}

/** move_page_tables(): the entries change their place, the pages stay what they are. */
const movePageTables = kernelFunction(
  'move_page_tables',
  function* (m, vma: Vma, start: number, end: number, to: number): Steps<void> {
    const { pgd } = vma.mm;
    for (let from = start; from < end;) {
      const target = to + (from - start);
      const next = Math.min(end, pmdStart(from) + PTRS, from + PTRS - (target % PTRS));
      const pmd = m.tables.find(pgd, from, PMD_LEVEL);
      if (pmd >= 0 && pmdIsHuge(m.tables.get(pmd))) {
        if (next - from === PTRS && moveHugePmd(m, vma, from, target)) {
          if (m.watching) yield note(m, 'moves a huge page');
          from = next;
          continue;
        }
        yield* splitHugePmd(m, vma, from);
      }
      const source = m.tables.find(pgd, from, PTE_LEVEL);
      for (let i = 0; source >= 0 && i < next - from; i++) {
        const pte = m.tables.get(source + i);
        if (pte === 0) continue;
        m.tables.set(source + i, 0);
        m.tables.set(m.tables.alloc(pgd, target + i, PTE_LEVEL), pte);
        if (m.watching) yield note(m, 'moves an entry');
      }
      from = next;
    }
  },
);

/** copy_vma(): the mapping at its new place, in all reverse maps of the old one. */
function copyTo(vma: Vma, to: number): Vma {
  const copy = copyVma(vma, vma.mm, vma.start, vma.end);
  copy.start = to;
  copy.end = to + (vma.end - vma.start);
  // mremap_userfaultfd_prep(): the userfaultfd stays behind, unless the monitor asked for the event.
  copy.flags &= ~VM_UFFD_MISSING;
  copy.uffd = null;
  if (vmaIsAnonymous(vma) && vma.anonVma === null) copy.pgoff = to;
  linkVma(copy);
  if (copy.anonVma !== null) copy.anonVma.activeVmas++;
  return copy;
}

/** MREMAP_DONTUNMAP: the old mapping stays, empty, and knows nothing of the pages that left. */
function emptyVma(m: Machine, vma: Vma): void {
  if (has(vma, VM_LOCKED)) vma.mm.lockedVm -= vma.end - vma.start;
  vma.flags &= ~VM_LOCKED_MASK;
  removeVma(vma);
  unlinkAnonVmas(m, vma);
  if (vmaIsAnonymous(vma)) vma.pgoff = vma.start;
  linkVma(vma);
}

/** mremap() of [start, end) to `to`, with MREMAP_MAYMOVE | MREMAP_FIXED: 0 or a negative errno. */
export const mremap = kernelFunction(
  '__do_sys_mremap',
  function* (m, start: number, end: number, to: number, dontunmap: boolean) {
    const { mm } = m.current;
    yield* mmapWriteLock(m, mm);
    const result = yield* moveVma(m, start, end, to, dontunmap);
    mmapWriteUnlock(mm);
    return result;
  },
);

/** move_vma(). */
function* moveVma(
  m: Machine,
  start: number,
  wanted: number,
  to: number,
  dontunmap: boolean,
): Steps<number> {
  const { mm } = m.current;
  const whole = vmaLookup(mm, start);
  if (whole === null) return -EFAULT;
  const hugetlb = isVmHugetlbPage(whole);
  if (hugetlb && (start % PTRS !== 0 || to % PTRS !== 0)) return -EINVAL;
  // The length of a hugetlb mapping is rounded up to whole huge pages.
  const end = hugetlb ? Math.ceil(wanted / PTRS) * PTRS : wanted;
  if (dontunmap && has(whole, VM_DONTEXPAND | VM_PFNMAP)) return -EINVAL;
  if (whole.end < end) return -EFAULT;
  const [vma] = yield* isolateRange(m, mm, start, end);
  // Merged pages must not turn up where others were merged before.
  if (has(vma, VM_MERGEABLE)) yield* unmergeKsmPages(m, vma);
  const copy = copyTo(vma, to);
  yield* movePageTables(m, vma, start, end, to);
  // clear_vma_resv_huge_pages(): the reservation goes along.
  vma.hugetlbPrivateOwner = false;
  if (dontunmap) emptyVma(m, vma);
  else yield* dropVma(m, vma);
  if (has(copy, VM_LOCKED)) mm.lockedVm += end - start;
  return 0;
}
