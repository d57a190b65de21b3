import { FAULT_FLAG_REMOTE, FAULT_FLAG_WRITE } from '../fault/faultFlags';
import { makeCheckVmaFlags } from '../gup/checkVmaFlags';
import { otherEntries } from '../gup/entries/others';
import { entriesWithValidFlags } from '../gup/entries/validFlags';
import { fastAllowedUnlessSecret } from '../gup/fastAllowed';
import {
  FOLL_FAST_ONLY,
  FOLL_FORCE,
  FOLL_GET,
  FOLL_LONGTERM,
  FOLL_NOFAULT,
  FOLL_PIN,
  FOLL_TOUCH,
  FOLL_UNLOCKABLE,
  FOLL_WRITE,
} from '../gup/follFlags';
import { unsharesAnonymous } from '../gup/mustUnshare';
import { FOLIO_PUT, GET_RELEASES, UNPIN_RANGE, UNPIN_RELEASES } from '../gup/release';
import { folioNrPages, folioTestHugetlb } from '../memory/folio';
import { ZEROPAGE_LIKE_ANY } from '../mm/insertPage';
import { HINTS_UNLESS_FORCED } from '../mm/numaHints';
import { VM_SEQ_READ } from '../mm/vma';
import type { Profile } from './profile';
import { reusesAnyFolio, writableIfDirty } from './strategies';
import { v6_12 } from './v6_12';

/** Linux 6.1.192, the Debian kernel of the oracle: a late stable that carries backports. */
export const v6_1: Profile = {
  ...v6_12,
  name: '6.1',
  kernelRelease: '6.1.192',
  flags: new Set([
    'WRITE',
    'TOUCH',
    'GET',
    'DUMP',
    'FORCE',
    'NOWAIT',
    'NOFAULT',
    'HWPOISON',
    'MIGRATION',
    'TRIED',
    'REMOTE',
    'ANON',
    'LONGTERM',
    'SPLIT_PMD',
    'PIN',
    'FAST_ONLY',
  ]),
  entryPoints: { ...entriesWithValidFlags, ...otherEntries },
  releases: { ...GET_RELEASES, ...FOLIO_PUT, ...UNPIN_RELEASES, ...UNPIN_RANGE },
  hasHugepd: true,
  names: { tryGrabFolio: 'try_grab_page', tryGrabFolioFast: 'try_grab_folio' },

  // A hugetlb folio sits in one slot of the page cache; since 6.7 it fills one for each of its pages.
  pageCacheRefs: (m, folio) => (folioTestHugetlb(m, folio) ? 1 : folioNrPages(m, folio)),

  wpCanReuseAnonFolio: reusesAnyFolio,
  unsharesFilePages: false,
  canChangePteWritable: writableIfDirty,
  mprotectMakesPmdWritable: false,
  splitPmdKeepsDirty: false,
  splitMapsZeroPage: false,
  shmemHugePages: false,
  migrationSplitsPartlyMapped: false,
  hugetlbUnmapRestoresReserve: false,
  anonOrderKnobs: [],
  swapInMapsWritable: false,
  swapInIsNewRmap: false,
  swapsInLargeFolios: false,
  mlocksPteMappedFolios: false,
  populatesAcrossVmas: false,
  adviceSplitsFolios: true,
  noRecency: VM_SEQ_READ,
  pageoutClearsYoung: true,
  pageoutMarksWorkingset: false,
  breakKsmFault: FAULT_FLAG_WRITE | FAULT_FLAG_REMOTE,
  zeropageInsert: ZEROPAGE_LIKE_ANY,

  checkVmaFlags: makeCheckVmaFlags({
    longtermDax: true,
    secretmem: true,
    forcedHugetlbWrite: false,
    writableFileMapping: false,
    splitPmdOfHugetlb: false,
  }),
  mustUnshare: unsharesAnonymous,
  numaHints: HINTS_UNLESS_FORCED,
  gupTakesWholeFolio: false,
  hasMemfdPin: false,
  followsHugetlbApart: true,
  zeroPagesIsNoCall: false,
  emptyResultIsFault: false,
  lockedZeroIsBug: true,

  fastAllowed: fastAllowedUnlessSecret,
  fastFlags:
    FOLL_WRITE | FOLL_LONGTERM | FOLL_FORCE | FOLL_PIN | FOLL_GET | FOLL_FAST_ONLY | FOLL_NOFAULT,
  fastOverflow: 0,
  // __gup_longterm_unlocked(): longterm walks with the lock held all the time, and does not touch.
  fastFallbackFlags: (flags) =>
    flags & FOLL_LONGTERM ? flags & ~(FOLL_TOUCH | FOLL_UNLOCKABLE) : flags,
};
