import { makeCheckVmaFlags } from '../gup/checkVmaFlags';
import { proposalEntries } from '../gup/entries/proposal2019';
import { FOLL_GET, FOLL_LONGTERM, FOLL_PIN, FOLL_WRITE } from '../gup/follFlags';
import { GET_RELEASES, PUT_USER_RELEASES, PUT_USER_RELEASES_AS_POSTED } from '../gup/release';
import type { Profile } from './profile';
import { reusesByMapcount } from './strategies';
import { v5_11 } from './v5_11';

/**
 * The proposal of November 2019 (v4, 09/23) as its documentation intends it, on the 5.4 it was made for: every pin adds
 * 1024 to the refcount, also of huge pages; COW goes by mapcount; fork() knows nothing of pins.
 */
export const proposal2019: Profile = {
  ...v5_11,
  name: 'proposal-2019',
  kernelRelease: '5.4-rc, FOLL_PIN v4',
  flags: new Set([...v5_11.flags].filter((flag) => flag !== 'FAST_ONLY')),
  entryPoints: proposalEntries,
  releases: { ...GET_RELEASES, ...PUT_USER_RELEASES },
  names: { tryGrabFolio: 'try_grab_page', tryGrabFolioFast: 'try_get_compound_head' },

  // nr_foll_pin_requested is zero unless CONFIG_DEBUG_VM is set.
  pins: { zeroPagePinned: true, takesReferences: true, countsEvents: false },
  hasPincount: () => false,

  wpCanReuseAnonFolio: reusesByMapcount,
  reclaimSkipsPinned: false,
  folioNeedsCowForDma: () => false,
  forkCopiesPinnedFilePages: false,

  marksHasPinned: false,
  longtermTakesDaxFirst: true,
  checkVmaFlags: makeCheckVmaFlags({
    longtermDax: false,
    secretmem: false,
    forcedHugetlbWrite: true,
    writableFileMapping: false,
    splitPmdOfHugetlb: false,
  }),
  usesWriteProtectSeq: false,
  fastFlags: FOLL_WRITE | FOLL_LONGTERM | FOLL_PIN | FOLL_GET,
};

/**
 * The same patch taken literally: nothing in it makes FOLL_PIN take a reference (its reviewer's finding), while
 * put_user_page() still drops one.
 */
export const proposal2019AsPosted: Profile = {
  ...proposal2019,
  name: 'proposal-2019-as-posted',
  kernelRelease: '5.4-rc, FOLL_PIN v4 as posted',
  releases: { ...GET_RELEASES, ...PUT_USER_RELEASES_AS_POSTED },
  pins: { zeroPagePinned: true, takesReferences: false, countsEvents: false },
};
