import type { Machine } from '../machine';
import { availableHugePages, dequeueHugetlbFolio } from '../memory/hugetlbPool';
import { PG_HUGETLB_RESTORE_RESERVE } from '../memory/pageFlags';
import type { AddressSpace, Vma } from '../world';
import { PTRS } from './pageTables';
import { pmdStart } from './thp';
import { has, linearPageIndex, VM_MAYSHARE, VM_NORESERVE } from './vma';

/** vma_hugecache_offset(): which huge page of its file an address is. */
const hugeOffset = (vma: Vma, address: number): number =>
  linearPageIndex(vma, pmdStart(address)) / PTRS;

const offsetsOf = (vma: Vma): number[] => {
  const first = hugeOffset(vma, vma.start);
  return [...Array((vma.end - vma.start) / PTRS).keys()].map((i) => first + i);
};

const fileOf = (vma: Vma): AddressSpace => {
  if (vma.file === null) throw new Error('a hugetlb mapping without file');
  return vma.file;
};

/**
 * hugetlb_reserve_pages(): promises the huge pages that a new mapping will need. Shared mappings reserve for the file,
 * private ones for themselves, whole. False when the pool has too few.
 */
export function hugetlbReservePages(m: Machine, vma: Vma): boolean {
  if (has(vma, VM_NORESERVE)) return true;
  const { hugetlb } = m.world;
  const shared = has(vma, VM_MAYSHARE);
  const map = fileOf(vma).reserved;
  const wanted = offsetsOf(vma).filter((offset) => !shared || !map.includes(offset));
  if (hugetlb.reserved + wanted.length > hugetlb.free.length) return false;
  hugetlb.reserved += wanted.length;
  if (shared) map.push(...wanted);
  else vma.hugetlbPrivateOwner = true;
  return true;
}

/** hugetlb_vm_op_close(): gives back what a private mapping reserved and did not use. */
export function hugetlbVmOpClose(m: Machine, vma: Vma): void {
  if (!vma.hugetlbPrivateOwner) return;
  const unused = offsetsOf(vma).filter((offset) => !vma.reserved.includes(offset));
  m.world.hugetlb.reserved -= unused.length;
}

/** hugetlb_unreserve_pages(): part of a file is gone, `freed` huge pages of it had been allocated. */
export function hugetlbUnreservePages(
  m: Machine,
  mapping: AddressSpace,
  start: number,
  end: number,
  freed: number,
): void {
  const inside = mapping.reserved.filter((offset) => offset >= start && offset < end);
  for (const offset of inside) mapping.reserved.splice(mapping.reserved.indexOf(offset), 1);
  m.world.hugetlb.reserved -= inside.length - freed;
}

/** vma_needs_reservation(): nothing is reserved for this address. */
function needsReservation(vma: Vma, address: number): boolean {
  const offset = hugeOffset(vma, address);
  if (has(vma, VM_MAYSHARE)) return !fileOf(vma).reserved.includes(offset);
  // In a private mapping's own map, an entry says that the reservation was used.
  return !vma.hugetlbPrivateOwner || vma.reserved.includes(offset);
}

/** vma_commit_reservation(). */
function commitReservation(vma: Vma, address: number): void {
  const offset = hugeOffset(vma, address);
  const map = has(vma, VM_MAYSHARE) ? fileOf(vma).reserved : vma.reserved;
  if (!has(vma, VM_MAYSHARE) && !vma.hugetlbPrivateOwner) return;
  if (!map.includes(offset)) map.push(offset);
}

/** vma_add_reservation() for a private mapping: the address has a reservation again. */
export function restoreReservation(vma: Vma, address: number): void {
  const at = vma.reserved.indexOf(hugeOffset(vma, address));
  if (at >= 0) vma.reserved.splice(at, 1);
}

/** vma_has_reserves(): the VMA may take a page that is promised; `change` when none is reserved for the address. */
function hasReserves(vma: Vma, change: boolean): boolean {
  if (change) return false;
  if (has(vma, VM_MAYSHARE)) return true;
  return !has(vma, VM_NORESERVE) && vma.hugetlbPrivateOwner;
}

/**
 * alloc_hugetlb_folio() (before 6.3 alloc_huge_page()): a huge page for an address, with one reference; 0 when the pool
 * is empty or promised to others. `cowFromOwner`: the reservation was used by the page to be copied.
 */
export function allocHugetlbFolio(
  m: Machine,
  vma: Vma,
  address: number,
  cowFromOwner: boolean,
): number {
  const reserved = hasReserves(vma, needsReservation(vma, address) || cowFromOwner);
  if (!reserved && availableHugePages(m) === 0) return 0;
  const folio = dequeueHugetlbFolio(m);
  if (folio === 0) return 0;
  if (reserved) {
    m.frames.set(folio, PG_HUGETLB_RESTORE_RESERVE);
    m.world.hugetlb.reserved--;
  }
  commitReservation(vma, address);
  return folio;
}
