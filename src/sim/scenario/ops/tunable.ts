import { EINVAL, ENOENT, showResult } from '../../errno';
import type { TunableStep } from '../types';
import type { OpTable } from './op';

/** What each knob of /sys/kernel/mm/transparent_hugepage accepts. */
const KNOB_VALUES: Readonly<Record<TunableStep['name'], readonly string[]>> = {
  thp: ['always', 'madvise', 'never'],
  'thp-shmem': ['always', 'within_size', 'advise', 'never', 'deny', 'force'],
  'thp-use-zero-page': ['0', '1'],
  'thp-64k': ['always', 'inherit', 'madvise', 'never'],
};

export const tunableOps: OpTable = {
  *tunable(s, step) {
    yield* [];
    const { profile, world } = s.machine;
    // The file of a folio size exists only where the kernel knows the size.
    const perSize = step.name === 'thp-64k';
    if (perSize && profile.anonOrderKnobs.every(([, knob]) => knob !== step.name))
      return { rc: showResult(-ENOENT) };
    if (!KNOB_VALUES[step.name].includes(step.value)) return { rc: showResult(-EINVAL) };
    world.tunables[step.name] = step.value;
    return { rc: 0 };
  },
};
