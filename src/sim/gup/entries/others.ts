import { kernelFunction } from '../../steps';
import { fixupUserFault } from '../fixup';
import { FOLL_DUMP, FOLL_FORCE, FOLL_GET, FOLL_UNLOCKABLE, FOLL_WRITE } from '../follFlags';
import { getUserPagesLocked } from '../locked';
import { slotsOf } from './entryPoint';
import type { EntryPoint, EntryPoints, GupCall } from './entryPoint';

/** get_dump_page(): one page for a core dump, whatever its protection; 1 with the page, 0 for a hole. */
const getDumpPage = (mayUnlock: boolean): EntryPoint => ({
  kind: 'get',
  needsLock: false,
  remote: false,
  run: kernelFunction('get_dump_page', function* (m, call: GupCall) {
    const flags = FOLL_FORCE | FOLL_DUMP | FOLL_GET | (mayUnlock ? FOLL_UNLOCKABLE : 0);
    const locked = { held: false };
    const { mm, start } = call;
    const taken = yield* getUserPagesLocked(m, mm, start, 1, slotsOf(call), locked, flags);
    return taken === 1 ? 1 : 0;
  }),
});

const fixup: EntryPoint = {
  kind: 'get',
  needsLock: true,
  remote: false,
  run: kernelFunction('fixup_user_fault', function* (m, call: GupCall) {
    const write = (call.flags & FOLL_WRITE) !== 0;
    return yield* fixupUserFault(m, call.mm, call.start, write, call.locked !== null);
  }),
};

/** What mm/gup.c exports beside the two families, until 6.2: a dump may drop mmap_lock. */
export const otherEntries: EntryPoints = {
  get_dump_page: getDumpPage(true),
  fixup_user_fault: fixup,
};

/** The same since 6.3. */
export const otherEntriesSince63: EntryPoints = {
  get_dump_page: getDumpPage(false),
  fixup_user_fault: fixup,
};
