import { EFAULT, EOPNOTSUPP } from '../errno';
import {
  has,
  isCowMapping,
  isVmHugetlbPage,
  VM_IO,
  VM_MAYREAD,
  VM_PFNMAP,
  VM_READ,
  VM_WRITE,
  vmaIsAnonymous,
  vmaIsSecretmem,
  vmaNeedsDirtyTracking,
} from '../mm/vma';
import type { Machine } from '../machine';
import type { Vma } from '../world';
import {
  FOLL_ANON,
  FOLL_FORCE,
  FOLL_LONGTERM,
  FOLL_PIN,
  FOLL_SPLIT_PMD,
  FOLL_WRITE,
} from './follFlags';

/** What a release checks in check_vma_flags() beyond the common ground. */
export interface VmaChecks {
  /** 5.11: FS-DAX is out of bounds for FOLL_LONGTERM; before, that was found out after the walk. */
  readonly longtermDax: boolean;
  /** 5.14: secretmem is out of bounds. */
  readonly secretmem: boolean;
  /** 6.2 (and 6.1.192): hugetlb knows no forced write. */
  readonly forcedHugetlbWrite: boolean;
  /** 6.5: no longterm write pin where the file system tracks dirty pages. */
  readonly writableFileMapping: boolean;
  /** 6.12.117: FOLL_SPLIT_PMD means nothing on hugetlb. */
  readonly splitPmdOfHugetlb: boolean;
}

/** check_vma_flags() of a release: 0, or why the walk must not touch the VMA. */
export const makeCheckVmaFlags =
  (checks: VmaChecks) =>
  (_m: Machine, vma: Vma, flags: number): number => {
    if (has(vma, VM_IO | VM_PFNMAP)) return -EFAULT;
    if (flags & FOLL_ANON && !vmaIsAnonymous(vma)) return -EFAULT;
    if (checks.longtermDax && flags & FOLL_LONGTERM && vma.file?.dax === true) return -EOPNOTSUPP;
    if (checks.splitPmdOfHugetlb && flags & FOLL_SPLIT_PMD && isVmHugetlbPage(vma))
      return -EOPNOTSUPP;
    if (checks.secretmem && vmaIsSecretmem(vma)) return -EFAULT;
    if (flags & FOLL_WRITE) {
      const longtermPin = (flags & (FOLL_PIN | FOLL_LONGTERM)) === (FOLL_PIN | FOLL_LONGTERM);
      if (
        checks.writableFileMapping &&
        longtermPin &&
        !vmaIsAnonymous(vma) &&
        vmaNeedsDirtyTracking(vma)
      )
        return -EFAULT;
      if (!has(vma, VM_WRITE)) {
        if (!(flags & FOLL_FORCE)) return -EFAULT;
        if (!checks.forcedHugetlbWrite && isVmHugetlbPage(vma)) return -EFAULT;
        if (!isCowMapping(vma.flags)) return -EFAULT;
      }
    } else if (!has(vma, VM_READ)) {
      if (!(flags & FOLL_FORCE) || !has(vma, VM_MAYREAD)) return -EFAULT;
    }
    return 0;
  };
