import { EBADF, showResult } from '../../errno';
import { memfdPinFolios } from '../../gup/memfdPin';
import { existingFile } from '../files';
import type { OpTable } from './op';

export const memfdOps: OpTable = {
  *memfd_pin(s, step) {
    if (!s.machine.profile.hasMemfdPin) return { rc: 'absent' };
    const memfd = existingFile(s, step.kind, step.file);
    if (memfd === undefined) return { rc: showResult(-EBADF) };
    const { start, end, max } = step;
    const { result, folios, offset } = yield* memfdPinFolios(s.machine, { memfd, start, end, max });
    if (result <= 0) return { rc: showResult(result) };
    s.state.handles.set(step.handle, { kind: 'pin', slots: folios.map((folio) => s.hold(folio)) });
    return { rc: result, offset };
  },
};
