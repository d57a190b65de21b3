import { EINVAL, ENOENT, showResult } from '../../errno';
import { fork } from '../../world/fork';
import { exitProcess } from '../../world/munmap';
import type { TunableStep } from '../types';
import { procOf } from './op';
import type { OpTable } from './op';

/** What each knob of /sys/kernel/mm/transparent_hugepage accepts. */
const KNOB_VALUES: Readonly<Record<TunableStep['name'], readonly string[]>> = {
  thp: ['always', 'madvise', 'never'],
  'thp-shmem': ['always', 'within_size', 'advise', 'never', 'deny', 'force'],
  'thp-use-zero-page': ['0', '1'],
  'thp-64k': ['always', 'inherit', 'madvise', 'never'],
};

export const processOps: OpTable = {
  *fork(s, step) {
    const rc = yield* fork(s.machine, step.child);
    if (rc < 0) return { rc: showResult(rc) };
    s.state.regions.set(step.child, new Map(s.state.regions.get(procOf(step)) ?? []));
    return { rc: 0 };
  },
  *exit(s, step) {
    yield* exitProcess(s.machine, procOf(step));
    return { rc: 0 };
  },
  *kill(s, step) {
    yield* [];
    s.machine.process(procOf(step)).sigkill = true;
    return { rc: 0 };
  },
  *observe() {
    yield* [];
    return { rc: 0 };
  },
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
