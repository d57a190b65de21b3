import { EINVAL } from '../errno';
import type { Machine } from '../machine';
import { hugetlbUnreservePages } from '../mm/hugetlbReserve';
import { PTRS } from '../mm/pageTables';
import { kernelFunction } from '../steps';
import type { AddressSpace } from '../world';
import { findPage, removeFromPageCache } from './addressSpace';
import { unmapMappingRange } from './truncate';

/** remove_inode_hugepages(): the huge pages of [first, end) leave the file. Returns how many. */
function removeInodeHugepages(
  m: Machine,
  mapping: AddressSpace,
  first: number,
  end: number,
): number[] {
  const removed: number[] = [];
  for (const index of [...mapping.pages.keys()]) {
    if (index % PTRS !== 0 || index < first || index >= end) continue;
    removeFromPageCache(m, mapping, findPage(mapping, index));
    removed.push(index);
  }
  return removed;
}

/** hugetlbfs_setattr() with hugetlb_vmtruncate(): private copies in mappings go, too. */
export const hugetlbTruncate = kernelFunction(
  'hugetlb_vmtruncate',
  function* (m, mapping: AddressSpace, size: number) {
    if (size % PTRS !== 0) return -EINVAL;
    mapping.size = size;
    yield* unmapMappingRange(m, mapping, size, Infinity, { evenCows: true });
    const removed = removeInodeHugepages(m, mapping, size, Infinity);
    hugetlbUnreservePages(m, mapping, size / PTRS, Infinity, removed.length);
    return 0;
  },
);

/** hugetlbfs_punch_hole(): whole huge pages go, private copies included; of others the part is zeroed. */
export const hugetlbPunchHole = kernelFunction(
  'hugetlbfs_punch_hole',
  function* (m, mapping: AddressSpace, first: number, end: number) {
    const from = Math.ceil(first / PTRS) * PTRS;
    const to = Math.floor(end / PTRS) * PTRS;
    for (let index = first; index < end; index++) {
      const page = findPage(mapping, index);
      if (page !== 0 && (index < from || index >= to)) m.frames.fillContent(page, 0);
    }
    if (from >= to) return 0;
    yield* unmapMappingRange(m, mapping, from, to, { evenCows: true });
    for (const index of removeInodeHugepages(m, mapping, from, to))
      hugetlbUnreservePages(m, mapping, index / PTRS, index / PTRS + 1, 1);
    return 0;
  },
);
