import { EOVERFLOW } from '../errno';
import { makeCheckVmaFlags } from '../gup/checkVmaFlags';
import { otherEntriesSince63 } from '../gup/entries/others';
import { entriesWithValidArgs, INTERNAL_GUP_FLAGS_6_3 } from '../gup/entries/validArgs';
import { fastAllowed65 } from '../gup/fastAllowed';
import { unsharesForLongterm } from '../gup/mustUnshare';
import { HINTS_OPTED_IN } from '../mm/numaHints';
import type { Profile } from './profile';
import { writableIfExclusive } from './strategies';
import { v6_1 } from './v6_1';
import { v6_12 } from './v6_12';

/**
 * Linux 6.5: the gup of today, on a memory manager much like that of 6.1. No traces were recorded on it; the differences
 * are those of semantics by version.
 */
export const v6_5: Profile = {
  ...v6_1,
  name: '6.5',
  kernelRelease: '6.5.0',
  flags: v6_12.flags,
  entryPoints: { ...entriesWithValidArgs, ...otherEntriesSince63 },
  internalGupFlags: INTERNAL_GUP_FLAGS_6_3,
  lockedZeroIsBug: false,

  unsharesFilePages: true,
  breakKsmFault: v6_12.breakKsmFault,
  canChangePteWritable: writableIfExclusive,
  mprotectMakesPmdWritable: true,
  splitPmdKeepsDirty: true,
  noRecency: v6_12.noRecency,

  checkVmaFlags: makeCheckVmaFlags({
    longtermDax: true,
    secretmem: true,
    forcedHugetlbWrite: false,
    writableFileMapping: true,
    splitPmdOfHugetlb: false,
  }),
  mustUnshare: unsharesForLongterm,
  numaHints: HINTS_OPTED_IN,
  gupTakesWholeFolio: true,

  fastAllowed: fastAllowed65,
  fastFlags: v6_12.fastFlags,
  fastOverflow: -EOVERFLOW,
  fastFallbackFlags: v6_12.fastFallbackFlags,
};
