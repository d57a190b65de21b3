import { ksmMerge } from '../../world/ksm';
import type { OpTable } from './op';

export const ksmOps: OpTable = {
  *ksm(s) {
    yield* ksmMerge(s.machine);
    return { rc: 0 };
  },
};
