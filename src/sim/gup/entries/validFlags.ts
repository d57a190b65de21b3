import { EINVAL } from '../../errno';
import type { Machine } from '../../machine';
import { kernelFunction } from '../../steps';
import type { Steps } from '../../steps';
import { gupFastFallback } from '../fast';
import {
  FOLL_FAST_ONLY,
  FOLL_GET,
  FOLL_LONGTERM,
  FOLL_PIN,
  FOLL_REMOTE,
  FOLL_TOUCH,
  FOLL_UNLOCKABLE,
} from '../follFlags';
import { getUserPagesLocked, gupLongtermLocked } from '../locked';
import { heldLock, slotsOf } from './entryPoint';
import type { EntryPoint, EntryPoints, GupCall } from './entryPoint';

type Run = EntryPoint['run'];

/** is_valid_gup_flags() (5.10 to 6.2): the get calls refuse what is for pin calls. */
const validGupFlags = (m: Machine, flags: number): boolean =>
  !m.warnOn((flags & FOLL_PIN) !== 0, 'mm/gup.c', 'is_valid_gup_flags', 'FOLL_PIN from a caller') &&
  !m.warnOn(
    (flags & FOLL_LONGTERM) !== 0,
    'mm/gup.c',
    'is_valid_gup_flags',
    'FOLL_LONGTERM without FOLL_PIN',
  );

/** What the pin calls refuse. Before 5.19 a missing page array was not looked at. */
const refusesPin = (m: Machine, name: string, call: GupCall): boolean =>
  m.warnOn((call.flags & FOLL_GET) !== 0, 'mm/gup.c', name, 'FOLL_GET with a pin call') ||
  (m.profile.pinNeedsPages && m.warnOn(call.pages === null, 'mm/gup.c', name, 'no page array'));

/** __get_user_pages_remote(): FOLL_LONGTERM does not go with a lock that may be dropped. */
function* remote(m: Machine, name: string, call: GupCall, flags: number): Steps<number> {
  if (!m.profile.mmu) return 0;
  const walk = flags | FOLL_TOUCH | FOLL_REMOTE;
  if (flags & FOLL_LONGTERM) {
    if (m.warnOn(call.locked !== null, 'mm/gup.c', name, 'FOLL_LONGTERM with locked'))
      return -EINVAL;
    return yield* gupLongtermLocked(m, call.mm, call.start, call.nr, call.pages, heldLock(), walk);
  }
  return yield* getUserPagesLocked(
    m,
    call.mm,
    call.start,
    call.nr,
    call.pages,
    call.locked ?? heldLock(),
    call.locked === null ? walk : walk | FOLL_UNLOCKABLE,
  );
}

function* unlocked(m: Machine, call: GupCall, flags: number): Steps<number> {
  if (
    m.warnOn(
      (flags & FOLL_LONGTERM) !== 0,
      'mm/gup.c',
      'get_user_pages_unlocked',
      'FOLL_LONGTERM without mmap_lock',
    )
  )
    return -EINVAL;
  return yield* getUserPagesLocked(
    m,
    call.mm,
    call.start,
    call.nr,
    call.pages,
    { held: false },
    flags | FOLL_TOUCH | FOLL_UNLOCKABLE,
  );
}

const entry = (
  name: string,
  kind: EntryPoint['kind'],
  body: (m: Machine, call: GupCall) => Steps<number>,
): EntryPoint => ({
  kind,
  needsLock: !name.includes('_unlocked') && !name.includes('_fast'),
  remote: name.endsWith('_remote'),
  run: kernelFunction(name, body) satisfies Run,
});

/** The lockless walk of a get call fills the page array in, whether there is one or not. */
const trusting = (point: EntryPoint): EntryPoint => ({ ...point, trustsPages: true });

const atLeastNone = (result: number): number => Math.max(result, 0);

/** The exported calls from 5.10 to 6.2, each with checks of its own. */
export const entriesWithValidFlags: EntryPoints = {
  get_user_pages: entry('get_user_pages', 'get', function* (m, call) {
    if (!validGupFlags(m, call.flags)) return -EINVAL;
    return yield* gupLongtermLocked(
      m,
      call.mm,
      call.start,
      call.nr,
      call.pages,
      heldLock(),
      call.flags | FOLL_TOUCH,
    );
  }),
  get_user_pages_remote: entry('get_user_pages_remote', 'get', function* (m, call) {
    if (!validGupFlags(m, call.flags)) return -EINVAL;
    return yield* remote(m, 'get_user_pages_remote', call, call.flags);
  }),
  get_user_pages_unlocked: entry('get_user_pages_unlocked', 'get', function* (m, call) {
    return yield* unlocked(m, call, call.flags);
  }),
  get_user_pages_fast: trusting(
    entry('get_user_pages_fast', 'get', function* (m, call) {
      if (!validGupFlags(m, call.flags)) return -EINVAL;
      return yield* gupFastFallback(m, call.start, call.nr, call.flags | FOLL_GET, slotsOf(call));
    }),
  ),
  get_user_pages_fast_only: trusting(
    entry('get_user_pages_fast_only', 'get', function* (m, call) {
      const flags = call.flags | FOLL_GET | FOLL_FAST_ONLY;
      return atLeastNone(yield* gupFastFallback(m, call.start, call.nr, flags, slotsOf(call)));
    }),
  ),
  pin_user_pages: entry('pin_user_pages', 'pin', function* (m, call) {
    if (refusesPin(m, 'pin_user_pages', call)) return -EINVAL;
    return yield* gupLongtermLocked(
      m,
      call.mm,
      call.start,
      call.nr,
      call.pages,
      heldLock(),
      call.flags | FOLL_PIN,
    );
  }),
  pin_user_pages_remote: entry('pin_user_pages_remote', 'pin', function* (m, call) {
    if (refusesPin(m, 'pin_user_pages_remote', call)) return -EINVAL;
    return yield* remote(m, 'pin_user_pages_remote', call, call.flags | FOLL_PIN);
  }),
  pin_user_pages_unlocked: entry('pin_user_pages_unlocked', 'pin', function* (m, call) {
    if (refusesPin(m, 'pin_user_pages_unlocked', call)) return -EINVAL;
    return yield* unlocked(m, call, call.flags | FOLL_PIN);
  }),
  pin_user_pages_fast: entry('pin_user_pages_fast', 'pin', function* (m, call) {
    if (refusesPin(m, 'pin_user_pages_fast', call)) return -EINVAL;
    return yield* gupFastFallback(m, call.start, call.nr, call.flags | FOLL_PIN, slotsOf(call));
  }),
  pin_user_pages_fast_only: entry('pin_user_pages_fast_only', 'pin', function* (m, call) {
    if (refusesPin(m, 'pin_user_pages_fast_only', call)) return 0;
    const flags = call.flags | FOLL_PIN | FOLL_FAST_ONLY;
    return atLeastNone(yield* gupFastFallback(m, call.start, call.nr, flags, slotsOf(call)));
  }),
};
