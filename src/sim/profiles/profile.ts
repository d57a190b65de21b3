import type { FollowContext } from '../gup/follow';
import type { CanFollowWrite } from '../gup/canFollowWrite';
import type { EntryPoints } from '../gup/entries/entryPoint';
import type { FastAllowed } from '../gup/fastAllowed';
import type { FollName } from '../gup/follFlags';
import type { PinCounting } from '../gup/grab';
import type { MustUnshare } from '../gup/mustUnshare';
import type { PopulateFlags } from '../gup/populate';
import type { Releases } from '../gup/release';
import type { Machine } from '../machine';
import type { ZeropageInsert } from '../mm/insertPage';
import type { NumaHints } from '../mm/numaHints';
import type { Area } from '../memory/zones';
import type { Pte } from '../mm/pte';
import type { Steps } from '../steps';
import type { Mm, Vma } from '../world';
import type { AdviceName } from '../world/advice';

/**
 * One kernel release: what it calls things, which functions it has, and a strategy for every point where releases
 * differ. Code elsewhere asks the profile and never compares versions.
 */
export interface Profile {
  readonly name: string;
  /** The exact release the profile stands for. */
  readonly kernelRelease: string;
  /** FOLL_* flags the release knows. */
  readonly flags: ReadonlySet<FollName>;
  readonly entryPoints: EntryPoints;
  /** CONFIG_MMU: there are page tables and faults. */
  readonly mmu: boolean;
  /** Functions that give pages back. */
  readonly releases: Releases;
  /** Architectures may have hugepd directories (until 6.10). */
  readonly hasHugepd: boolean;
  /** Names that changed over time, for steps. */
  readonly names: { readonly tryGrabFolio: string; readonly tryGrabFolioFast: string };

  /* Counting */

  readonly pins: PinCounting;
  /** Folios of this order have an exact pin counter. */
  readonly hasPincount: (order: number) => boolean;
  /** References the page cache holds on a folio. */
  readonly pageCacheRefs: (m: Machine, folio: number) => number;
  /** Memory that memalloc_pin_save() (before 5.12 memalloc_nocma_save()) keeps allocations out of. */
  readonly pinScopeAvoids: ReadonlySet<Area['name']>;
  /** folio_is_longterm_pinnable(). */
  readonly longtermPinnable: (m: Machine, folio: number) => boolean;

  /* Page tables and faults */

  /** PageAnonExclusive exists (5.19). */
  readonly tracksAnonExclusive: boolean;
  /** wp_can_reuse_anon_folio(): the writer is the only user; on true the folio is the VMA's own. */
  readonly wpCanReuseAnonFolio: (m: Machine, folio: number, vma: Vma) => boolean;
  /** An unsharing fault also copies pages of files and the zero page (6.2). */
  readonly unsharesFilePages: boolean;
  /** page_needs_cow_for_dma(): fork() must copy this page for the child. */
  readonly folioNeedsCowForDma: (m: Machine, source: Vma, folio: number) => boolean;
  /** fork() also copies pinned pages of files in private mappings (before 5.19). */
  readonly forkCopiesPinnedFilePages: boolean;
  /** can_change_pte_writable(): mprotect() may make the entry writable without a fault. */
  readonly canChangePteWritable: (m: Machine, vma: Vma, pte: Pte) => boolean;
  /** mprotect() does the same for a whole huge page (6.2). */
  readonly mprotectMakesPmdWritable: boolean;
  /** Splitting a dirty PMD leaves dirty entries, not only a dirty folio (6.3). */
  readonly splitPmdKeepsDirty: boolean;
  /** A split folio's pages of zeros are given up for the zero page (6.12). */
  readonly splitMapsZeroPage: boolean;
  /** migrate_pages() splits a folio that is mapped only in part before it moves it (6.11). */
  readonly migrationSplitsPartlyMapped: boolean;
  /** shmem may use huge folios (not in the 6.1 of the oracle, whose page cache has no folio of that order). */
  readonly shmemHugePages: boolean;
  /** fork() copies shared hugetlb mappings, too, instead of leaving them to faults (before 6.0). */
  readonly forkCopiesHugetlb: boolean;
  /** fork() copies hugetlb pages that may be pinned (5.12). */
  readonly forkCopiesPinnedHugetlb: boolean;
  /** The reservation of a private hugetlb page comes back when it is unmapped (6.9). */
  readonly hugetlbUnmapRestoresReserve: boolean;
  /** Anonymous folios below the PMD size that a fault may allocate, largest first, with the knob of each (6.8). */
  readonly anonOrderKnobs: readonly (readonly [order: number, knob: string])[];
  /** A read fault on a swapped-out exclusive page maps it writable at once (6.7). */
  readonly swapInMapsWritable: boolean;
  /** A page that was just read from swap gets the reverse map of a new one, and no lock with it (6.11). */
  readonly swapInIsNewRmap: boolean;
  /** A fault may read several pages from swap into one folio (6.12, where swap I/O is synchronous). */
  readonly swapsInLargeFolios: boolean;

  /** mlock() is a walk with FOLL_MLOCK, and nobody counts who locked a page (before 5.18). */
  readonly mlocksByWalk: boolean;
  readonly populateFlags: PopulateFlags;
  /** mlock() locks large folios that the VMA maps whole by PTEs, and losing any page unlocks them (6.7). */
  readonly mlocksPteMappedFolios: boolean;
  /** Reclaim leaves pages alone that may be pinned (5.10). */
  readonly reclaimSkipsPinned: boolean;
  /** madvise() does not know these yet. */
  readonly unknownAdvice: ReadonlySet<AdviceName>;
  /** MADV_POPULATE_* is one walk that ends at a hole, not one for each VMA (6.9). */
  readonly populatesAcrossVmas: boolean;
  /** MADV_COLD and MADV_PAGEOUT split every large folio they meet, or stop (before 6.9). */
  readonly adviceSplitsFolios: boolean;
  /** VM_* of mappings whose accesses say nothing about the next ones (vma_has_recency()). */
  readonly noRecency: number;
  /** MADV_PAGEOUT clears the accessed bits of entries (before 6.12). */
  readonly pageoutClearsYoung: boolean;
  /** MADV_PAGEOUT remembers that an active page belonged to the working set (6.12). */
  readonly pageoutMarksWorkingset: boolean;
  /** FAULT_FLAG_* of the fault with which break_ksm() undoes a merge: a write before 6.2, unsharing since. */
  readonly breakKsmFault: number;
  /** What vm_insert_page() and vmf_insert_mixed() do with the zero page. */
  readonly zeropageInsert: ZeropageInsert;

  /* gup, slow */

  /** The VMA a walk continues in: a stack may be grown on the way (before 6.5). */
  readonly gupVmaLookup: (mm: Mm, page: number) => Vma | null;
  /** A FOLL_PIN call marks the mm (5.9). */
  readonly marksHasPinned: boolean;
  /** A longterm call takes pages of FS-DAX, finds that out afterwards and gives all back (until 5.10). */
  readonly longtermTakesDaxFirst: boolean;
  /** A longterm pin that cannot be moved stays where it is, and the call succeeds (before 5.12). */
  readonly keepsUnmovablePins: boolean;

  readonly checkVmaFlags: (m: Machine, vma: Vma, flags: number) => number;
  readonly mustUnshare: MustUnshare;
  readonly canFollowWrite: CanFollowWrite;
  /** Forced writes are tracked with FOLL_COW (before 6.0). */
  readonly usesFollCow: boolean;
  readonly numaHints: NumaHints;
  /** An entry without struct page: what follow_page_pte() answers, given what follow_pfn_pte() did. */
  readonly followPfn: (flags: number, result: number) => number;
  /** -EEXIST is counted and skipped. */
  readonly skipsPfn: (flags: number, hasPages: boolean) => boolean;
  /** A leaf of `size` pages, above the lowest level. */
  readonly followHuge: (
    m: Machine,
    vma: Vma,
    address: number,
    at: number,
    size: number,
    flags: number,
    context: FollowContext,
  ) => Steps<number>;
  /** One look-up hands out all wanted pages of a huge page (6.5). */
  readonly gupTakesWholeFolio: boolean;
  /** memfd_pin_folios() (6.11). */
  readonly hasMemfdPin: boolean;
  /** hugetlb has a walk of its own, follow_hugetlb_page() (before 6.6). */
  readonly followsHugetlbApart: boolean;
  /** A call for no pages returns before it marks the mm (6.3). */
  readonly zeroPagesIsNoCall: boolean;
  /** Nothing taken and no error is -EFAULT and a WARN (6.7). */
  readonly emptyResultIsFault: boolean;
  /** Flags that is_valid_gup_args() keeps from callers (6.3). */
  readonly internalGupFlags: number;
  /** Pin calls want a page array (5.19 to 6.2). */
  readonly pinNeedsPages: boolean;
  /** What happens to a call with `*locked` 0: the kernel would BUG(), or it answers. */
  readonly lockedZeroIsBug: boolean;

  /* gup, fast */

  readonly usesWriteProtectSeq: boolean;
  readonly fastAllowed: FastAllowed;
  /** Flags that gup_fast_fallback() accepts. */
  readonly fastFlags: number;
  /** Answer to a range that wraps around. */
  readonly fastOverflow: number;
  /** Flags for the slow part, given those with FOLL_TOUCH and FOLL_UNLOCKABLE. */
  readonly fastFallbackFlags: (flags: number) => number;
}
