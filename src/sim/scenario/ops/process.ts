import { showResult } from '../../errno';
import { fork } from '../../world/fork';
import { exitProcess } from '../../world/munmap';
import { procOf } from './op';
import type { OpTable } from './op';

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
};
