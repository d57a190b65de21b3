import type { AddressSpace, AnonVma, Mm, OpenMode, Vma, VmOps } from '../world';
import { PTE_PRESENT, PTE_PROTNONE, PTE_WRITE, PTE_YOUNG } from './pte';

/** vm_flags (include/linux/mm.h); the bit numbers are ours, the names the kernel's. */
export const VM_READ = 1 << 0;
export const VM_WRITE = 1 << 1;
export const VM_EXEC = 1 << 2;
export const VM_SHARED = 1 << 3;
export const VM_MAYREAD = 1 << 4;
export const VM_MAYWRITE = 1 << 5;
export const VM_MAYEXEC = 1 << 6;
export const VM_MAYSHARE = 1 << 7;
export const VM_GROWSDOWN = 1 << 8;
export const VM_UFFD_MISSING = 1 << 9;
export const VM_PFNMAP = 1 << 10;
export const VM_LOCKED = 1 << 13;
export const VM_IO = 1 << 14;
export const VM_DONTCOPY = 1 << 17;
export const VM_DONTEXPAND = 1 << 18;
export const VM_LOCKONFAULT = 1 << 19;
export const VM_NORESERVE = 1 << 21;
export const VM_HUGETLB = 1 << 22;
export const VM_WIPEONFORK = 1 << 25;
export const VM_DONTDUMP = 1 << 26;
export const VM_MIXEDMAP = 1 << 28;
export const VM_HUGEPAGE = 1 << 29;
export const VM_NOHUGEPAGE = 1 << 30;
export const VM_MERGEABLE = 1 << 31;
export const VM_SEQ_READ = 1 << 15;
export const VM_RAND_READ = 1 << 16;

/** VM_LOCKED and VM_LOCKONFAULT. */
export const VM_LOCKED_MASK = VM_LOCKED | VM_LOCKONFAULT;
/** vma_is_accessible(). */
const VM_ACCESS = VM_READ | VM_WRITE | VM_EXEC;

export const has = (vma: Vma, flag: number): boolean => (vma.flags & flag) !== 0;
export const vmaIsAccessible = (vma: Vma): boolean => has(vma, VM_ACCESS);
/** vma_is_anonymous(): no vm_ops. Shared anonymous memory has those of shmem. */
export const vmaIsAnonymous = (vma: Vma): boolean => vma.ops === null;
export const isVmHugetlbPage = (vma: Vma): boolean => has(vma, VM_HUGETLB);
export const isCowMapping = (flags: number): boolean =>
  (flags & (VM_SHARED | VM_MAYWRITE)) === VM_MAYWRITE;
export const vmaIsSecretmem = (vma: Vma): boolean => vma.ops === 'secretmem';
export const vmaPages = (vma: Vma): number => vma.end - vma.start;
/** linear_page_index(): offset of a page of the VMA in what it maps. */
export const linearPageIndex = (vma: Vma, page: number): number => page - vma.start + vma.pgoff;
/** vma_address() for an offset, or -1 outside. */
export const addressOfIndex = (vma: Vma, index: number): number => {
  const page = vma.start + index - vma.pgoff;
  return page >= vma.start && page < vma.end ? page : -1;
};

/** vm_ops->page_mkwrite: the file system must be told about the first write to a shared page. */
export const hasPageMkwrite = (vma: Vma): boolean => vma.ops === 'ext2';

/** vm_ops->pfn_mkwrite: the same for entries without counted page. */
export const hasPfnMkwrite = (vma: Vma): boolean =>
  vma.device?.pfnMkwrite === true || vma.ops === 'fsdax';

/**
 * vma_wants_writenotify(): shared writable mappings of files whose dirty pages are tracked start out read-only.
 * shmem and hugetlb do no dirty accounting (no writeback).
 */
export function vmaWantsWritenotify(vma: Vma): boolean {
  if ((vma.flags & (VM_WRITE | VM_SHARED)) !== (VM_WRITE | VM_SHARED)) return false;
  if (hasPageMkwrite(vma)) return true;
  if (hasPfnMkwrite(vma)) return true;
  if (has(vma, VM_PFNMAP)) return false;
  return vma.file?.canWriteback === true;
}

/** vma_wants_manual_pte_write_upgrade(): vm_page_prot alone does not make entries writable. */
export const wantsManualWriteUpgrade = (vma: Vma): boolean =>
  has(vma, VM_SHARED) ? vmaWantsWritenotify(vma) : has(vma, VM_WRITE);

/** vma_needs_dirty_tracking() (6.5): a shared writable mapping whose file system tracks dirty pages. */
export function vmaNeedsDirtyTracking(vma: Vma): boolean {
  if (!(has(vma, VM_WRITE) && has(vma, VM_SHARED))) return false;
  if (hasPageMkwrite(vma) || hasPfnMkwrite(vma)) return true;
  return vma.file?.canWriteback === true;
}

/**
 * vm_page_prot: what a fresh entry of this VMA permits. On x86 every protection includes the accessed bit; private
 * mappings never start writable.
 */
export function vmPageProt(vma: Vma): number {
  if (!has(vma, VM_ACCESS)) return PTE_PRESENT | PTE_PROTNONE | PTE_YOUNG;
  const write = has(vma, VM_SHARED) && has(vma, VM_WRITE) && !vmaWantsWritenotify(vma);
  return PTE_PRESENT | PTE_YOUNG | (write ? PTE_WRITE : 0);
}

/** maybe_mkwrite(): write permission for an entry, if the VMA has it. */
export const maybeMkwrite = (pte: number, vma: Vma): number =>
  has(vma, VM_WRITE) ? (pte | PTE_WRITE) >>> 0 : pte;

/** vma_lookup(): the VMA that contains `page`. */
export function vmaLookup(mm: Mm, page: number): Vma | null {
  const vma = findVma(mm, page);
  return vma !== null && vma.start <= page ? vma : null;
}

/** find_vma(): the first VMA that ends above `page`. */
export function findVma(mm: Mm, page: number): Vma | null {
  const { vmas } = mm;
  let low = 0;
  let high = vmas.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (vmas[middle].end > page) high = middle;
    else low = middle + 1;
  }
  return low < vmas.length ? vmas[low] : null;
}

/** find_extend_vma(): as vma_lookup(), but a stack grows down to the page. */
export function findExtendVma(mm: Mm, page: number): Vma | null {
  const vma = findVma(mm, page);
  if (vma === null || vma.start <= page) return vma;
  if (!has(vma, VM_GROWSDOWN)) return null;
  vma.pgoff -= vma.start - page;
  vma.start = page;
  return vma;
}

/** VMAs that overlap [start, end). */
export const vmasIn = (mm: Mm, start: number, end: number): Vma[] =>
  mm.vmas.filter((vma) => vma.start < end && vma.end > start);

export interface VmaInit {
  readonly start: number;
  readonly end: number;
  readonly pgoff: number;
  readonly flags: number;
  readonly ops: VmOps | null;
  readonly file: AddressSpace | null;
  readonly device?: Vma['device'];
  readonly open?: OpenMode;
}

const emptyChain = (): AnonVma[] => [];

/** Adds a VMA to an address space and to the reverse maps of its file. */
export function insertVma(mm: Mm, init: VmaInit): Vma {
  const vma: Vma = {
    mm,
    start: init.start,
    end: init.end,
    pgoff: init.pgoff,
    flags: init.flags,
    ops: init.ops,
    file: init.file,
    device: init.device ?? null,
    anonVma: null,
    chain: emptyChain(),
    open: init.open ?? 'rw',
    uffd: null,
    hugetlbPrivateOwner: false,
    hugetlbUnmapped: false,
    reserved: [],
  };
  link(vma);
  return vma;
}

function link(vma: Vma): void {
  const { vmas } = vma.mm;
  let at = vmas.length;
  while (at > 0 && vmas[at - 1].start > vma.start) at--;
  vmas.splice(at, 0, vma);
  if (vma.file !== null) vma.file.vmas.push(vma);
  for (const anon of vma.chain) anon.vmas.push(vma);
}

const remove = <T>(list: T[], item: T): void => {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
};

/** Takes a VMA out of its address space and out of all reverse maps. */
export function removeVma(vma: Vma): void {
  remove(vma.mm.vmas, vma);
  if (vma.file !== null) remove(vma.file.vmas, vma);
  for (const anon of vma.chain) remove(anon.vmas, vma);
}

/** vma_is_anon_shmem(): shared anonymous memory, which is a file that no one can open. */
export const vmaIsAnonShmem = (vma: Vma): boolean =>
  vma.file !== null && vma.file.kind === 'shmem' && !vma.file.isOpen;

/** vma_dup(): the same mapping for another address space (fork) or another place (split, mremap). */
export function copyVma(vma: Vma, mm: Mm, start: number, end: number): Vma {
  const copy: Vma = {
    ...vma,
    mm,
    start,
    end,
    pgoff: vma.pgoff + (start - vma.start),
    chain: vma.chain.slice(),
    reserved: vma.reserved.slice(),
  };
  return copy;
}

/** Links a copy made by copyVma() into its address space and all reverse maps. */
export const linkVma = link;

/** __split_vma(): afterwards a VMA boundary lies at `page`; the VMA given keeps the lower part. */
export function splitVma(vma: Vma, page: number): Vma {
  const upper = copyVma(vma, vma.mm, page, vma.end);
  vma.end = page;
  if (upper.anonVma !== null) upper.anonVma.activeVmas++;
  link(upper);
  return upper;
}
