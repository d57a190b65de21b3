import type { Profile } from './profile';
import { v5_11 } from './v5_11';

/** Linux 5.11 built without CONFIG_MMU: anonymous private memory only, no faults, no fork(). */
export const v5_11NoMmu: Profile = {
  ...v5_11,
  name: '5.11-nommu',
  kernelRelease: '5.11.0, !CONFIG_MMU',
  mmu: false,
};
