import { ENOMEM } from '../errno';
import type { Machine } from '../machine';
import { folioTestDirty, folioTestKsm } from '../memory/folio';
import { PG_DEVMAP, PG_SWAPBACKED } from '../memory/pageFlags';
import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import { vmNormalPage } from '../mm/normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import {
  PTE_PROTNONE,
  PTE_WRITE,
  pteLeaf,
  pteModify,
  ptePresent,
  pteProtnone,
  withFlags,
} from '../mm/pte';
import type { Pte } from '../mm/pte';
import { isHugeZeroPmd, pmdStart } from '../mm/thp';
import {
  has,
  isCowMapping,
  isVmHugetlbPage,
  VM_MIXEDMAP,
  VM_READ,
  VM_WRITE,
  vmaIsAccessible,
  vmasIn,
} from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Vma } from '../world';

/** The VMAs that task_numa_work() scans: what can be migrated, and is not the read-only text of a program. */
function isScanned(vma: Vma): boolean {
  if (isVmHugetlbPage(vma) || has(vma, VM_MIXEDMAP) || !vmaIsAccessible(vma)) return false;
  return vma.file === null || (vma.flags & (VM_READ | VM_WRITE)) !== VM_READ;
}

/** change_pte_range() with MM_CP_PROT_NUMA passes over entries whose page is not worth a fault. */
function isHinted(m: Machine, vma: Vma, entry: Pte): boolean {
  if (!ptePresent(entry) || pteProtnone(entry)) return false;
  const page = vmNormalPage(entry);
  if (page === 0) return false;
  const folio = m.frames.folio(page);
  if (m.frames.test(folio, PG_DEVMAP) || folioTestKsm(m, folio)) return false;
  if (isCowMapping(vma.flags) && m.profile.numaHints.skipsCow(m, page)) return false;
  return m.frames.test(folio, PG_SWAPBACKED) || !folioTestDirty(m, folio);
}

const hint = (m: Machine, entry: Pte): Pte => {
  const kept = m.profile.numaHints.keepsWrite ? entry & PTE_WRITE : 0;
  return withFlags(pteModify(entry, PTE_PROTNONE), kept);
};

/** change_prot_numa(): entries of [start, end) let nobody through until a hinting fault. */
const changeProtNuma = kernelFunction(
  'change_prot_numa',
  function* (m, vma: Vma, start: number, end: number) {
    for (let address = start; address < end;) {
      const next = Math.min(end, pmdStart(address) + PTRS);
      const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
      const entry = pmd < 0 ? 0 : m.tables.get(pmd);
      if (pteLeaf(entry)) {
        const whole = ptePresent(entry) && !pteProtnone(entry) && !isHugeZeroPmd(m, entry);
        if (whole) m.tables.set(pmd, hint(m, entry));
      } else {
        const first = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
        for (let at = first; first >= 0 && at < first + (next - address); at++)
          if (isHinted(m, vma, m.tables.get(at))) m.tables.set(at, hint(m, m.tables.get(at)));
      }
      if (m.watching) yield note(m, 'the next access will fault, to tell its node');
      address = next;
    }
  },
);

/**
 * task_numa_work(): the periodic scan, of a range, on behalf of a task that runs on another node than its memory. 0, or
 * -ENOMEM where nothing is mapped.
 */
export const taskNumaWork = kernelFunction(
  'task_numa_work',
  function* (m, start: number, end: number) {
    const { mm } = m.current;
    yield* mmapReadLock(m, mm);
    const vmas = vmasIn(mm, start, end);
    for (const vma of vmas)
      if (isScanned(vma))
        yield* changeProtNuma(m, vma, Math.max(start, vma.start), Math.min(end, vma.end));
    mmapReadUnlock(mm);
    return vmas.length === 0 ? -ENOMEM : 0;
  },
);
