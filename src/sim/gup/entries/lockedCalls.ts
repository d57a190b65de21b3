import { EINVAL } from '../../errno';
import { kernelFunction } from '../../steps';
import { FOLL_GET, FOLL_LONGTERM, FOLL_PIN, FOLL_TOUCH, FOLL_UNLOCKABLE } from '../follFlags';
import { getUserPagesLocked } from '../locked';
import { heldLock } from './entryPoint';
import type { EntryPoint, EntryPoints, GupCall } from './entryPoint';

const lockedCall = (
  name: string,
  kind: EntryPoint['kind'],
  refused: number,
  added: number,
): EntryPoint => ({
  kind,
  needsLock: true,
  remote: false,
  run: kernelFunction(name, function* (m, call: GupCall) {
    const bad = (call.flags & (FOLL_LONGTERM | refused)) !== 0;
    if (m.warnOn(bad, 'mm/gup.c', name, 'a flag that does not go with it')) return -EINVAL;
    return yield* getUserPagesLocked(
      m,
      call.mm,
      call.start,
      call.nr,
      call.pages,
      call.locked ?? heldLock(),
      call.flags | added | FOLL_TOUCH | (call.locked === null ? 0 : FOLL_UNLOCKABLE),
    );
  }),
});

/** The `_locked` calls, removed in 5.18. */
export const lockedEntries: EntryPoints = {
  get_user_pages_locked: lockedCall('get_user_pages_locked', 'get', FOLL_PIN, 0),
  pin_user_pages_locked: lockedCall('pin_user_pages_locked', 'pin', FOLL_GET, FOLL_PIN),
};
