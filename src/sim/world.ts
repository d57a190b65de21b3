import type { Area } from './memory/zones';

/**
 * Everything of a machine that is not kept in columns: plain data without methods, so that a snapshot is a copy of
 * the object graph. Whoever holds one of these objects across a restore holds a stale one.
 */
export interface World {
  readonly areas: Area[];
  /** Last allocation number given to a frame. */
  generation: number;
  nextId: number;
  readonly processes: Map<string, Process>;
  readonly anonVmas: Map<number, AnonVma>;
  readonly mappings: Map<number, AddressSpace>;
  readonly vmstat: Record<VmstatName, number>;
  /** WARN()s since the machine was made; WARN_ON_ONCE is re-armed by `rearmWarnings`. */
  readonly warnings: Warning[];
  readonly tunables: Record<string, string>;
  /** Depth of memalloc_pin_save(): allocations must come from memory that may be pinned for long. */
  memallocPin: number;
  readonly swap: SwapState;
  readonly hugetlb: HugetlbState;
  /** Head of the huge zero folio, 0 while there is none. */
  hugeZero: number;
  /** Frames of the test driver's pages. */
  readonly driverPages: number[];
  /** Device memory behind devmap entries: there, being unmapped since its driver leaves, or not to be taken any more. */
  devPagemap: 'live' | 'unmapping' | 'gone';
  /** Frame behind the gate area (vsyscall), 0 where there is none. */
  gatePage: number;
  readonly pipes: Map<string, PipeBuffer[]>;
  /** Per mlocked folio on the unevictable list, how many locked mappings it has. */
  readonly mlockCount: Map<number, number>;
  /** KSM's stable tree, by the frame of the merged page. */
  readonly ksmStable: Map<number, KsmStableNode>;
}

export const VMSTAT_NAMES = [
  'nr_foll_pin_acquired',
  'nr_foll_pin_released',
  'pgmigrate_success',
  'pgmigrate_fail',
  'thp_split_pmd',
  'thp_split_page',
] as const;
export type VmstatName = (typeof VMSTAT_NAMES)[number];

/** One WARN() or bad-page report. */
export interface Warning {
  readonly file: string;
  readonly fn: string;
  readonly text: string;
}

export interface Process {
  readonly name: string;
  readonly mm: Mm;
  /** SIGKILL is pending: faults and gup loops give up with -EINTR. */
  sigkill: boolean;
}

/** struct mm_struct. */
export interface Mm {
  readonly id: number;
  /** Root of the page tables. */
  readonly pgd: number;
  /** Sorted by address. */
  readonly vmas: Vma[];
  /** MMF_HAS_PINNED: a FOLL_PIN call was made on this mm; never cleared. */
  hasPinned: boolean;
  /** Pages under mlock. */
  lockedVm: number;
  /** write_protect_seq: odd while fork() write-protects the entries of a parent. */
  writeProtectSeq: number;
  readonly mmapLock: { readers: number; writer: boolean };
  /** Page table lock: the actor that holds it ('' for none), and how often. */
  readonly ptl: { holder: string; depth: number };
}

/** Which vm_ops a mapping has; null stands for anonymous memory. */
export type VmOps = 'shmem' | 'ext2' | 'hugetlb' | 'secretmem' | 'device' | 'fsdax';
export type OpenMode = 'rw' | 'ro';

/** What a device mapping's driver does on a fault, as in the oracle's driver. */
export interface DeviceMapping {
  readonly mode: string;
  /** The driver has vm_ops->pfn_mkwrite. */
  readonly pfnMkwrite: boolean;
}

/** UFFDIO_COPY or UFFDIO_ZEROPAGE. */
export type UffdFill = 'copy' | 'zeropage';

/** A userfaultfd and the monitor behind it. */
export interface Userfaultfd {
  /** The monitor fills every missing page at once; absent where it leaves that to other steps. */
  readonly answer?: UffdFill;
  /** The byte that UFFDIO_COPY fills a page with. */
  readonly value: number;
}

/** struct vm_area_struct. Addresses are page numbers. */
export interface Vma {
  readonly mm: Mm;
  start: number;
  end: number;
  pgoff: number;
  flags: number;
  readonly ops: VmOps | null;
  readonly file: AddressSpace | null;
  readonly device: DeviceMapping | null;
  anonVma: AnonVma | null;
  /** anon_vma_chain: every anon_vma whose pages this VMA may map. */
  chain: AnonVma[];
  /** How the file behind it was opened. */
  readonly open: OpenMode;
  /** Who is asked about missing pages (VM_UFFD_MISSING); null for nobody. */
  uffd: Userfaultfd | null;
  /** HPAGE_RESV_OWNER: this private hugetlb mapping made the reservation. */
  hugetlbPrivateOwner: boolean;
  /** HPAGE_RESV_UNMAPPED: a page was taken away for the owner's sake; faults get SIGBUS. */
  hugetlbUnmapped: boolean;
  /** resv_map of a private hugetlb mapping: offsets (in huge pages) whose reservation was used. */
  reserved: number[];
}

/** struct anon_vma. */
export interface AnonVma {
  readonly id: number;
  readonly parent: AnonVma | null;
  readonly root: AnonVma | null;
  readonly vmas: Vma[];
  /** VMAs that use it as their own anon_vma, and children: when low, a child may reuse it. */
  activeVmas: number;
  children: number;
}

/** struct address_space with its inode. */
export interface AddressSpace {
  readonly id: number;
  readonly kind: VmOps;
  readonly name: string;
  /** Index to frame of the head page, or to a negative number: -1 - swap slot. */
  readonly pages: Map<number, number>;
  /** i_size in pages. */
  size: number;
  /** Someone holds a file descriptor; without one the inode goes with its last mapping. */
  readonly isOpen: boolean;
  /** i_mmap: the VMAs that map the file. */
  readonly vmas: Vma[];
  /** mapping_can_writeback(): the file system writes its dirty pages back. */
  readonly canWriteback: boolean;
  /** A file of a tmpfs that was mounted; memfd and shared anonymous memory are on the kernel's own. */
  readonly onTmpfsMount: boolean;
  /** A file system on persistent memory, mapped directly (FS-DAX). */
  readonly dax: boolean;
  /** file_ra_state.prev_pos: the page that was read last, -1 before the first read. */
  prevRead: number;
  /** Where reclaim dropped a page; true when it was in heavy use (workingset_eviction()). */
  readonly shadows: Map<number, boolean>;
  /** Bytes on disk, by page index; missing pages are holes (zero). */
  readonly disk: Map<number, { byte0: number; fill: number }>;
  /** resv_map of a hugetlb file: offsets (in huge pages) that are reserved or allocated. */
  readonly reserved: number[];
}

/** One swap device: what each used slot holds. */
export interface SwapState {
  readonly slots: Map<number, SwapSlot>;
  next: number;
}

export interface SwapSlot {
  /** Page table entries and page cache entries that refer to the slot. */
  count: number;
  /** Page in the swap cache, 0 for none; the cache holds one reference for it. */
  cache: number;
  byte0: number;
  fill: number;
  /** zeromap (6.12): the folio that was written out held nothing but zeros, so it is not on the device. */
  zero: boolean;
  /** workingset_eviction(): reclaim took a page away from here, maybe one in heavy use. */
  shadow: 'none' | 'evicted' | 'workingset';
}

export interface HugetlbState {
  /** Free pool folios (heads). */
  readonly free: number[];
  /** Pool folios promised to mappings (resv_huge_pages). */
  reserved: number;
  /** Persistent and surplus pool pages that exist. */
  total: number;
}

/** struct ksm_stable_node: who was merged into a page (ksm_rmap_item). */
export interface KsmStableNode {
  readonly items: { readonly anonVma: number; readonly address: number }[];
}

export interface PipeBuffer {
  readonly page: number;
  readonly offset: number;
}
