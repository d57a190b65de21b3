import { EINVAL } from '../../errno';
import type { Machine } from '../../machine';
import { kernelFunction } from '../../steps';
import type { Steps } from '../../steps';
import { gupFastFallback } from '../fast';
import {
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

type Body = (m: Machine, call: GupCall) => Steps<number>;

/** A call that refuses one flag from its callers, with a WARN and -EINVAL. */
const entry = (name: string, kind: EntryPoint['kind'], body: Body): EntryPoint => ({
  kind,
  needsLock: !name.includes('_unlocked') && !name.includes('_fast'),
  remote: name.endsWith('_remote'),
  run: kernelFunction(name, function* (m, call: GupCall) {
    const refused = kind === 'get' ? FOLL_PIN : FOLL_GET;
    if (m.warnOn((call.flags & refused) !== 0, 'mm/gup.c', name, 'a flag of the other family'))
      return -EINVAL;
    return yield* body(m, call);
  }),
});

const held = (m: Machine, call: GupCall, flags: number): Steps<number> =>
  gupLongtermLocked(m, call.mm, call.start, call.nr, call.pages, heldLock(), flags);

const remote = (m: Machine, call: GupCall, flags: number): Steps<number> =>
  getUserPagesLocked(
    m,
    call.mm,
    call.start,
    call.nr,
    call.pages,
    call.locked ?? heldLock(),
    call.locked === null ? flags : flags | FOLL_UNLOCKABLE,
  );

/** FOLL_LONGTERM looks at the VMAs afterwards, which a dropped lock would spoil. */
function* longtermRemote(m: Machine, call: GupCall, added: number): Steps<number> {
  const bad = call.locked !== null;
  if (m.warnOn(bad, 'mm/gup.c', 'pin_longterm_pages_remote', 'FOLL_LONGTERM with locked'))
    return -EINVAL;
  return yield* held(m, call, call.flags | added | FOLL_LONGTERM | FOLL_REMOTE | FOLL_TOUCH);
}

/** The calls of the v4 patch of November 2019 ("mm/gup: introduce pin_user_pages*() and FOLL_PIN", 09/23). */
export const proposalEntries: EntryPoints = {
  get_user_pages: entry('get_user_pages', 'get', function* (m, call) {
    return yield* held(m, call, call.flags | FOLL_TOUCH);
  }),
  get_user_pages_remote: entry('get_user_pages_remote', 'get', function* (m, call) {
    if (call.flags & FOLL_LONGTERM) return yield* longtermRemote(m, call, 0);
    return yield* remote(m, call, call.flags | FOLL_TOUCH | FOLL_REMOTE);
  }),
  get_user_pages_fast: entry('get_user_pages_fast', 'get', function* (m, call) {
    // The walk takes plain references whenever FOLL_PIN is not set; callers do not pass FOLL_GET.
    if (m.warnOn((call.flags & FOLL_GET) !== 0, 'mm/gup.c', 'get_user_pages_fast', 'FOLL_GET'))
      return -EINVAL;
    return yield* gupFastFallback(m, call.start, call.nr, call.flags | FOLL_GET, slotsOf(call));
  }),
  pin_user_pages: entry('pin_user_pages', 'pin', function* (m, call) {
    return yield* held(m, call, call.flags | FOLL_PIN);
  }),
  pin_user_pages_remote: entry('pin_user_pages_remote', 'pin', function* (m, call) {
    return yield* remote(m, call, call.flags | FOLL_TOUCH | FOLL_REMOTE | FOLL_PIN);
  }),
  pin_user_pages_fast: entry('pin_user_pages_fast', 'pin', function* (m, call) {
    return yield* gupFastFallback(m, call.start, call.nr, call.flags | FOLL_PIN, slotsOf(call));
  }),
  pin_longterm_pages: entry('pin_longterm_pages', 'pin', function* (m, call) {
    return yield* held(m, call, call.flags | FOLL_PIN | FOLL_LONGTERM);
  }),
  pin_longterm_pages_remote: entry('pin_longterm_pages_remote', 'pin', function* (m, call) {
    return yield* longtermRemote(m, call, FOLL_PIN);
  }),
  pin_longterm_pages_fast: entry('pin_longterm_pages_fast', 'pin', function* (m, call) {
    const flags = call.flags | FOLL_PIN | FOLL_LONGTERM;
    return yield* gupFastFallback(m, call.start, call.nr, flags, slotsOf(call));
  }),
};
