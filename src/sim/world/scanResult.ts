import { EAGAIN, EBUSY, EINVAL, ENOMEM } from '../errno';

/** enum scan_result (mm/khugepaged.c), as far as MADV_COLLAPSE meets it. */
export type ScanResult =
  | 'SCAN_SUCCEED'
  | 'SCAN_FAIL'
  | 'SCAN_PMD_NULL'
  | 'SCAN_PMD_NONE'
  | 'SCAN_PMD_MAPPED'
  | 'SCAN_EXCEED_NONE_PTE'
  | 'SCAN_PTE_NON_PRESENT'
  | 'SCAN_PTE_MAPPED_HUGEPAGE'
  | 'SCAN_PAGE_RO'
  | 'SCAN_PAGE_NULL'
  | 'SCAN_PAGE_COUNT'
  | 'SCAN_PAGE_LRU'
  | 'SCAN_PAGE_LOCK'
  | 'SCAN_PAGE_ANON'
  | 'SCAN_VMA_CHECK'
  | 'SCAN_TRUNCATED'
  | 'SCAN_ALLOC_HUGE_PAGE_FAIL';

/** What keeps madvise_collapse() from one huge page, but not from the next. */
const GOES_ON: ReadonlySet<ScanResult> = new Set<ScanResult>([
  'SCAN_PMD_NULL',
  'SCAN_PTE_NON_PRESENT',
  'SCAN_PAGE_RO',
  'SCAN_PAGE_NULL',
  'SCAN_PAGE_COUNT',
  'SCAN_PAGE_LOCK',
  'SCAN_PAGE_LRU',
]);
export const goesOn = (result: ScanResult): boolean => GOES_ON.has(result);

export const isCollapsed = (result: ScanResult): boolean =>
  result === 'SCAN_SUCCEED' || result === 'SCAN_PMD_MAPPED';

/** madvise_collapse_errno(). */
export function madviseCollapseErrno(result: ScanResult): number {
  switch (result) {
    case 'SCAN_ALLOC_HUGE_PAGE_FAIL':
      return -ENOMEM;
    case 'SCAN_EXCEED_NONE_PTE':
      return -EBUSY;
    case 'SCAN_PAGE_COUNT':
    case 'SCAN_PAGE_LOCK':
    case 'SCAN_PAGE_LRU':
      return -EAGAIN;
    default:
      return -EINVAL;
  }
}
