import { EOVERFLOW } from '../errno';
import { FAULT_FLAG_REMOTE, FAULT_FLAG_UNSHARE } from '../fault/faultFlags';
import { followsExclusive } from '../gup/canFollowWrite';
import { makeCheckVmaFlags } from '../gup/checkVmaFlags';
import { otherEntriesSince63 } from '../gup/entries/others';
import { entriesWithValidArgs, INTERNAL_GUP_FLAGS_6_7 } from '../gup/entries/validArgs';
import { fastAllowed610 } from '../gup/fastAllowed';
import {
  FOLL_FAST_ONLY,
  FOLL_FORCE,
  FOLL_GET,
  FOLL_HONOR_NUMA_FAULT,
  FOLL_LONGTERM,
  FOLL_NOFAULT,
  FOLL_PCI_P2PDMA,
  FOLL_PIN,
  FOLL_WRITE,
} from '../gup/follFlags';
import { followHuge } from '../gup/followHuge';
import { unsharesForLongterm } from '../gup/mustUnshare';
import { populates } from '../gup/populate';
import { FOLIO_PUT, GET_RELEASES, UNPIN_FOLIO, UNPIN_RANGE, UNPIN_RELEASES } from '../gup/release';
import { ZEROPAGE_WHERE_SAFE } from '../mm/insertPage';
import { VM_RAND_READ, VM_SEQ_READ, vmaLookup } from '../mm/vma';
import { folioIsLongtermPinnable, folioNrPages } from '../memory/folio';
import { HINTS_OPT_IN } from '../mm/numaHints';
import type { Profile } from './profile';
import { cowForPinned, reusesSmallFolio, writableIfExclusive } from './strategies';

/** Linux 6.12.117, the Debian kernel of the oracle. */
export const v6_12: Profile = {
  name: '6.12',
  kernelRelease: '6.12.117',
  flags: new Set([
    'WRITE',
    'GET',
    'DUMP',
    'FORCE',
    'NOWAIT',
    'NOFAULT',
    'HWPOISON',
    'ANON',
    'LONGTERM',
    'SPLIT_PMD',
    'PCI_P2PDMA',
    'INTERRUPTIBLE',
    'HONOR_NUMA_FAULT',
    'TOUCH',
    'TRIED',
    'REMOTE',
    'PIN',
    'FAST_ONLY',
    'UNLOCKABLE',
    'MADV_POPULATE',
  ]),
  entryPoints: { ...entriesWithValidArgs, ...otherEntriesSince63 },
  mmu: true,
  hasHugepd: false,
  releases: { ...GET_RELEASES, ...FOLIO_PUT, ...UNPIN_RELEASES, ...UNPIN_RANGE, ...UNPIN_FOLIO },
  names: { tryGrabFolio: 'try_grab_folio', tryGrabFolioFast: 'try_grab_folio_fast' },

  pins: { zeroPagePinned: false, takesReferences: true, countsEvents: true },
  hasPincount: (order) => order > 0,
  pageCacheRefs: folioNrPages,
  pinScopeAvoids: new Set(['movable', 'cma']),
  longtermPinnable: folioIsLongtermPinnable,

  tracksAnonExclusive: true,
  wpCanReuseAnonFolio: reusesSmallFolio,
  unsharesFilePages: true,
  folioNeedsCowForDma: cowForPinned,
  forkCopiesPinnedFilePages: false,
  canChangePteWritable: writableIfExclusive,
  mprotectMakesPmdWritable: true,
  splitPmdKeepsDirty: true,
  splitMapsZeroPage: true,
  migrationSplitsPartlyMapped: true,
  shmemHugePages: true,
  forkCopiesHugetlb: false,
  forkCopiesPinnedHugetlb: true,
  hugetlbUnmapRestoresReserve: true,
  anonOrderKnobs: [[4, 'thp-64k']],
  swapInMapsWritable: true,
  swapInIsNewRmap: true,
  swapsInLargeFolios: true,
  mlocksByWalk: false,
  populateFlags: populates,
  mlocksPteMappedFolios: true,
  reclaimSkipsPinned: true,
  unknownAdvice: new Set(),
  populatesAcrossVmas: true,
  adviceSplitsFolios: false,
  noRecency: VM_SEQ_READ | VM_RAND_READ,
  pageoutClearsYoung: false,
  pageoutMarksWorkingset: true,
  breakKsmFault: FAULT_FLAG_UNSHARE | FAULT_FLAG_REMOTE,
  zeropageInsert: ZEROPAGE_WHERE_SAFE,

  gupVmaLookup: vmaLookup,
  marksHasPinned: true,
  longtermTakesDaxFirst: false,
  keepsUnmovablePins: false,
  checkVmaFlags: makeCheckVmaFlags({
    longtermDax: true,
    secretmem: true,
    forcedHugetlbWrite: false,
    writableFileMapping: true,
    splitPmdOfHugetlb: true,
  }),
  mustUnshare: unsharesForLongterm,
  numaHints: HINTS_OPT_IN,
  canFollowWrite: followsExclusive,
  usesFollCow: false,
  followPfn: (_flags, result) => result,
  skipsPfn: (_flags, hasPages) => !hasPages,
  followHuge,
  gupTakesWholeFolio: true,
  hasMemfdPin: true,
  followsHugetlbApart: false,
  zeroPagesIsNoCall: true,
  emptyResultIsFault: true,
  internalGupFlags: INTERNAL_GUP_FLAGS_6_7,
  pinNeedsPages: true,
  lockedZeroIsBug: false,

  usesWriteProtectSeq: true,
  fastAllowed: fastAllowed610,
  fastFlags:
    FOLL_WRITE |
    FOLL_LONGTERM |
    FOLL_FORCE |
    FOLL_PIN |
    FOLL_GET |
    FOLL_FAST_ONLY |
    FOLL_NOFAULT |
    FOLL_PCI_P2PDMA |
    FOLL_HONOR_NUMA_FAULT,
  fastOverflow: -EOVERFLOW,
  fastFallbackFlags: (flags) => flags,
};
