import { EEXIST, EFAULT } from '../errno';
import { followsBrokenCow } from '../gup/canFollowWrite';
import { makeCheckVmaFlags } from '../gup/checkVmaFlags';
import { lockedEntries } from '../gup/entries/lockedCalls';
import { otherEntries } from '../gup/entries/others';
import { entriesWithValidFlags } from '../gup/entries/validFlags';
import { fastAlwaysAllowed } from '../gup/fastAllowed';
import {
  FOLL_FAST_ONLY,
  FOLL_FORCE,
  FOLL_GET,
  FOLL_LONGTERM,
  FOLL_PIN,
  FOLL_WRITE,
} from '../gup/follFlags';
import { neverUnshares } from '../gup/mustUnshare';
import { populatesAndLocks } from '../gup/populate';
import { GET_RELEASES, UNPIN_RELEASES } from '../gup/release';
import { inCma } from '../memory/buddy';
import { findExtendVma } from '../mm/vma';
import { HINTS_FOLL_NUMA } from '../mm/numaHints';
import type { Profile } from './profile';
import { reusesSingleReference, writableIfSharedDirty } from './strategies';
import { v6_1 } from './v6_1';

/** Linux 5.11: pins are counted, COW goes by page_count(), and nothing is unshared for a read-only pin. */
export const v5_11: Profile = {
  ...v6_1,
  name: '5.11',
  kernelRelease: '5.11.0',
  flags: new Set([
    'WRITE',
    'TOUCH',
    'GET',
    'DUMP',
    'FORCE',
    'NOWAIT',
    'POPULATE',
    'SPLIT',
    'HWPOISON',
    'NUMA',
    'MIGRATION',
    'TRIED',
    'MLOCK',
    'REMOTE',
    'COW',
    'ANON',
    'LONGTERM',
    'SPLIT_PMD',
    'PIN',
    'FAST_ONLY',
  ]),
  entryPoints: { ...entriesWithValidFlags, ...lockedEntries, ...otherEntries },
  releases: { ...GET_RELEASES, ...UNPIN_RELEASES },
  names: { tryGrabFolio: 'try_grab_page', tryGrabFolioFast: 'try_grab_compound_head' },

  pins: { zeroPagePinned: true, takesReferences: true, countsEvents: true },
  hasPincount: (order) => order > 1,
  pinScopeAvoids: new Set(['cma']),
  longtermPinnable: (m, folio) => !inCma(m, folio),

  tracksAnonExclusive: false,
  wpCanReuseAnonFolio: reusesSingleReference,
  forkCopiesPinnedFilePages: true,
  forkCopiesHugetlb: true,
  forkCopiesPinnedHugetlb: false,
  mlocksByWalk: true,
  unknownAdvice: new Set(['POPULATE_READ', 'POPULATE_WRITE', 'DONTNEED_LOCKED', 'COLLAPSE']),
  populateFlags: populatesAndLocks,
  canChangePteWritable: writableIfSharedDirty,

  gupVmaLookup: findExtendVma,
  keepsUnmovablePins: true,
  checkVmaFlags: makeCheckVmaFlags({
    longtermDax: true,
    secretmem: false,
    forcedHugetlbWrite: true,
    writableFileMapping: false,
    splitPmdOfHugetlb: false,
  }),
  mustUnshare: neverUnshares,
  numaHints: HINTS_FOLL_NUMA,
  canFollowWrite: followsBrokenCow,
  usesFollCow: true,
  followPfn: (flags, result) => (flags & FOLL_GET && result === -EEXIST ? -EFAULT : result),
  skipsPfn: () => true,
  pinNeedsPages: false,

  fastAllowed: fastAlwaysAllowed,
  fastFlags: FOLL_WRITE | FOLL_LONGTERM | FOLL_FORCE | FOLL_PIN | FOLL_GET | FOLL_FAST_ONLY,
};
