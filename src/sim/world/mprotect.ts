import { EACCES, ENOMEM } from '../errno';
import { populateVmaPageRange } from '../gup/populate';
import type { Machine } from '../machine';
import { mmapWriteLock, mmapWriteUnlock } from '../mm/mmapLock';
import { changeHugePmd } from '../mm/hugePmd';
import { hugetlbChangeProtection } from '../mm/hugetlb';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import {
  isMigrationPte,
  PTE_WRITE,
  pteModify,
  ptePresent,
  pteWrite,
  SWP_EXCLUSIVE,
  SWP_WRITE,
  withFlags,
  withoutFlags,
} from '../mm/pte';
import {
  has,
  isVmHugetlbPage,
  VM_LOCKED,
  VM_MAYREAD,
  VM_MAYWRITE,
  VM_READ,
  VM_SHARED,
  VM_WRITE,
  vmPageProt,
  wantsManualWriteUpgrade,
} from '../mm/vma';
import { isolateRange, maySplit, mergeVmas } from '../mm/vmaRange';
import { splitHugePmd } from '../mm/splitPmd';
import { pmdIsHuge, pmdStart } from '../mm/thp';
import { underPtl } from '../mm/ptl';
import { kernelFunction, note, noteOf } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';

/** change_pte_range(): new permissions for the entries of one table. */
function* changePteRange(m: Machine, vma: Vma, start: number, end: number): Steps<void> {
  const first = m.tables.find(vma.mm.pgd, start, PTE_LEVEL);
  if (first < 0) return;
  const prot = vmPageProt(vma);
  const upgrade = wantsManualWriteUpgrade(vma);
  for (let at = first; at < first + (end - start); at++) {
    const old = m.tables.get(at);
    if (old === 0) continue;
    if (!ptePresent(old)) {
      if (isMigrationPte(old) && old & SWP_WRITE)
        m.tables.set(at, withFlags(withoutFlags(old, SWP_WRITE), SWP_EXCLUSIVE));
      continue;
    }
    let entry = pteModify(old, prot);
    if (upgrade && !pteWrite(entry) && m.profile.canChangePteWritable(m, vma, entry))
      entry = withFlags(entry, PTE_WRITE);
    m.tables.set(at, entry);
    if (m.watching) yield note(m, pteWrite(entry) ? 'writable' : 'not writable');
  }
}

/** change_protection(). */
export const changeProtection = kernelFunction(
  'change_protection',
  function* (m, vma: Vma, start: number, end: number) {
    if (isVmHugetlbPage(vma)) {
      hugetlbChangeProtection(m, vma, start, end);
      return;
    }
    for (let address = start; address < end;) {
      const next = Math.min(end, pmdStart(address) + PTRS);
      const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
      const huge = pmd >= 0 && pmdIsHuge(m.tables.get(pmd));
      if (huge && next - address === PTRS) {
        changeHugePmd(m, vma, pmd, wantsManualWriteUpgrade(vma));
        if (m.watching) yield noteOf(m, 'change_huge_pmd', 'a whole huge page');
      } else {
        if (huge) yield* splitHugePmd(m, vma, address);
        const from = address;
        yield* underPtl(m, vma.mm, () => changePteRange(m, vma, from, next));
      }
      address = next;
    }
  },
);

/** VM_READ or VM_WRITE without the VM_MAY bit that permits it. */
const forbidden = (vma: Vma, access: number): boolean =>
  ((access & VM_READ) !== 0 && !has(vma, VM_MAYREAD)) ||
  ((access & VM_WRITE) !== 0 && !has(vma, VM_MAYWRITE));

/** mprotect(): `access` is VM_READ and VM_WRITE as wanted. */
export const mprotect = kernelFunction(
  'do_mprotect_pkey',
  function* (m, start: number, end: number, access: number) {
    const { mm } = m.current;
    yield* mmapWriteLock(m, mm);
    let error = maySplit(mm, start, end);
    let covered = start;
    const vmas = error === 0 ? yield* isolateRange(m, mm, start, end) : [];
    for (const vma of vmas) {
      if (vma.start > covered) break;
      if (forbidden(vma, access)) {
        error = -EACCES;
        break;
      }
      covered = vma.end;
      const flags = (vma.flags & ~(VM_READ | VM_WRITE)) | access;
      if (flags === vma.flags) continue;
      const fillsCow =
        (vma.flags & (VM_WRITE | VM_SHARED | VM_LOCKED)) === VM_LOCKED && (flags & VM_WRITE) !== 0;
      vma.flags = flags;
      yield* changeProtection(m, vma, vma.start, vma.end);
      // A private locked mapping that becomes writable gets its copies now.
      if (fillsCow) yield* populateVmaPageRange(m, vma, vma.start, vma.end, null);
    }
    mergeVmas(mm, start, end);
    if (error === 0 && covered < end) error = -ENOMEM;
    mmapWriteUnlock(mm);
    return error;
  },
);
