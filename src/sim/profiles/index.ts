import type { Profile } from './profile';
import { proposal2019, proposal2019AsPosted } from './proposal2019';
import { v5_11 } from './v5_11';
import { v5_11NoMmu } from './v5_11NoMmu';
import { v6_1 } from './v6_1';
import { v6_12 } from './v6_12';
import { v6_5 } from './v6_5';

/** Every kernel the simulator knows, oldest first. */
export const PROFILES: readonly Profile[] = [
  proposal2019,
  proposal2019AsPosted,
  v5_11,
  v5_11NoMmu,
  v6_1,
  v6_5,
  v6_12,
];

/** The profile of a name like `6.12`; undefined for one that is not known. */
export const profileNamed = (name: string): Profile | undefined =>
  PROFILES.find((profile) => profile.name === name);

export type { Profile } from './profile';
