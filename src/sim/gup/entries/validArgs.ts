import { EINVAL } from '../../errno';
import type { Machine } from '../../machine';
import { kernelFunction } from '../../steps';
import { gupFastFallback } from '../fast';
import {
  FOLL_FAST_ONLY,
  FOLL_GET,
  FOLL_LONGTERM,
  FOLL_MADV_POPULATE,
  FOLL_PCI_P2PDMA,
  FOLL_PIN,
  FOLL_REMOTE,
  FOLL_TOUCH,
  FOLL_TRIED,
  FOLL_UNLOCKABLE,
} from '../follFlags';
import { getUserPagesLocked, gupLongtermLocked } from '../locked';
import { heldLock, slotsOf } from './entryPoint';
import type { EntryPoint, EntryPoints, GupCall } from './entryPoint';

/** INTERNAL_GUP_FLAGS of 6.3: not for callers. */
export const INTERNAL_GUP_FLAGS_6_3 =
  FOLL_TRIED | FOLL_REMOTE | FOLL_PIN | FOLL_FAST_ONLY | FOLL_UNLOCKABLE | FOLL_MADV_POPULATE;
/** 6.7 added FOLL_TOUCH. */
export const INTERNAL_GUP_FLAGS_6_7 = INTERNAL_GUP_FLAGS_6_3 | FOLL_TOUCH;

/** is_valid_gup_args(): the flags to walk with, or -1 after a WARN. */
function validGupArgs(m: Machine, call: GupCall, toSet: number): number {
  const refuse = (condition: boolean, text: string): boolean =>
    m.warnOn(condition, 'mm/gup.c', 'is_valid_gup_args', text);
  if (refuse((call.flags & m.profile.internalGupFlags) !== 0, 'an internal flag from a caller'))
    return -1;
  let flags = call.flags | toSet | m.profile.numaHints.argFlags;
  if (call.locked !== null) {
    if (refuse(!call.locked.held, '*locked is not 1')) return -1;
    flags |= FOLL_UNLOCKABLE;
  }
  const both = FOLL_PIN | FOLL_GET;
  if (refuse((flags & both) === both, 'both FOLL_PIN and FOLL_GET')) return -1;
  if (
    refuse(!(flags & FOLL_PIN) && (flags & FOLL_LONGTERM) !== 0, 'FOLL_LONGTERM without FOLL_PIN')
  )
    return -1;
  if (refuse((flags & both) !== 0 && call.pages === null, 'no page array')) return -1;
  const p2pLongterm = FOLL_LONGTERM | FOLL_PCI_P2PDMA;
  if (refuse((flags & p2pLongterm) === p2pLongterm, 'FOLL_LONGTERM with FOLL_PCI_P2PDMA'))
    return -1;
  return flags;
}

type Walk = typeof getUserPagesLocked;

/** A call that walks with mmap_lock; `refused` is its answer to wrong arguments. */
const slow = (
  name: string,
  kind: EntryPoint['kind'],
  walk: Walk,
  toSet: number,
  refused: number,
): EntryPoint => ({
  kind,
  needsLock: !name.endsWith('_unlocked'),
  remote: name.endsWith('_remote'),
  run: kernelFunction(name, function* (m, call: GupCall) {
    const flags = validGupArgs(m, call, toSet);
    if (flags < 0) return refused;
    const locked = name.endsWith('_unlocked') ? { held: false } : (call.locked ?? heldLock());
    return yield* walk(m, call.mm, call.start, call.nr, call.pages, locked, flags);
  }),
});

const fast = (name: string, kind: EntryPoint['kind'], toSet: number): EntryPoint => ({
  kind,
  needsLock: false,
  remote: false,
  run: kernelFunction(name, function* (m, call: GupCall) {
    const flags = validGupArgs(m, call, toSet);
    if (flags < 0) return -EINVAL;
    return yield* gupFastFallback(m, call.start, call.nr, flags, slotsOf(call));
  }),
});

/**
 * The exported calls from 6.3 on. Arguments are checked in one place; the three slow pin calls answer a refusal with 0,
 * all others with -EINVAL (6.12 mm/gup.c:3645).
 */
export const entriesWithValidArgs: EntryPoints = {
  get_user_pages: slow('get_user_pages', 'get', getUserPagesLocked, FOLL_TOUCH, -EINVAL),
  get_user_pages_remote: slow(
    'get_user_pages_remote',
    'get',
    getUserPagesLocked,
    FOLL_TOUCH | FOLL_REMOTE,
    -EINVAL,
  ),
  get_user_pages_unlocked: slow(
    'get_user_pages_unlocked',
    'get',
    getUserPagesLocked,
    FOLL_TOUCH | FOLL_UNLOCKABLE,
    -EINVAL,
  ),
  get_user_pages_fast: fast('get_user_pages_fast', 'get', FOLL_GET),
  get_user_pages_fast_only: fast('get_user_pages_fast_only', 'get', FOLL_GET | FOLL_FAST_ONLY),
  pin_user_pages: slow('pin_user_pages', 'pin', gupLongtermLocked, FOLL_PIN, 0),
  pin_user_pages_remote: slow(
    'pin_user_pages_remote',
    'pin',
    gupLongtermLocked,
    FOLL_PIN | FOLL_TOUCH | FOLL_REMOTE,
    0,
  ),
  pin_user_pages_unlocked: slow(
    'pin_user_pages_unlocked',
    'pin',
    gupLongtermLocked,
    FOLL_PIN | FOLL_TOUCH | FOLL_UNLOCKABLE,
    0,
  ),
  pin_user_pages_fast: fast('pin_user_pages_fast', 'pin', FOLL_PIN),
};
