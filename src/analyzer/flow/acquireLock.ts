import type { AcquireCall, AcquireFunction } from './acquires';
import { BOOL } from './ctypes';
import type { Linear } from './linear';
import type { Call, Machine } from './machine';
import { deref, read, write } from './memory';
import type { PathFact } from './facts';
import { isHeld, lockKey, setLock } from './models/locks';
import { globalPlace, member } from './places';
import type { State } from './state';

/**
 * With a `locked` argument the call may return with mmap_lock dropped.
 *
 * @param name Tells one execution of the call from others.
 */
export function dropLock(state: State, call: Call, site: AcquireCall, name: string): void {
  const { fn } = site;
  const pointer = fn.locked === null ? undefined : call.args[fn.locked]?.value;
  if (pointer === undefined || state.normal(pointer).isConstant) return;
  const flag = state.symbols.once(`locked ${name}`, () =>
    state.symbols.make('locked', { kind: 'unknown' }, BOOL),
  );
  write(state, deref(state, pointer, null), flag);
  setLock(state, mmKey(state, call, fn), { flag, by: site });
}

function mmKey(state: State, call: Call, fn: AcquireFunction): string {
  const given = fn.mm === null ? undefined : call.args[fn.mm]?.value;
  if (given !== undefined) return lockKey(state, given);
  return lockKey(state, currentMm(state));
}

function currentMm(state: State): Linear {
  const current = read(state, globalPlace('current', null));
  return read(state, member(deref(state, current, null), 'mm', null));
}

/** Notices an acquire that needs mmap_lock and on this path does not have it, or the other way round. */
export function checkLock(machine: Machine, state: State, call: Call, site: AcquireCall): void {
  const how = site.fn.needsLock ? lacks(state, call, site.fn) : takesTwice(state, call, site.fn);
  if (how === null) return;
  machine.notice(state, { kind: 'missing-lock', hold: null, site, how }, call.node, call.frame);
}

function lacks(state: State, call: Call, fn: AcquireFunction): LockFault | null {
  const lock = state.locks.get(mmKey(state, call, fn));
  if (isHeld(lock)) return null;
  if (lock === undefined) {
    // Another mm's lock may be the same one under another name.
    if (isAnothers(state, call, fn)) return 'other';
    const others = [...state.locks.values()];
    if (others.some((other) => isHeld(other) || typeof other === 'object')) return null;
    if (mayTakeItself(state, call, fn)) return null;
    return state.enteredUnlocked ? 'untaken' : 'never';
  }
  if (typeof lock !== 'object') return lock === 'untaken' ? 'untaken' : 'released';
  return state.facts.canBeZero(lock.flag) ? 'dropped' : null;
}

/** Only the lock of current->mm is held, and the call is given the mm of some task. */
function isAnothers(state: State, call: Call, { mm }: AcquireFunction): boolean {
  const given = mm === null ? undefined : call.args[mm]?.value;
  const origin = given && state.symbols.origin(state.normal(given));
  if (origin?.kind !== 'result' || !/^(?:get_task_mm|mm_access)$/.test(origin.callee)) return false;
  const held = [...state.locks].filter(([, lock]) => isHeld(lock)).map(([key]) => key);
  const own = lockKey(state, currentMm(state));
  return held.length > 0 && held.every((key) => key === own);
}

/** Notices that a lock is given back which the call before may have dropped. */
export function checkUnlock(machine: Machine, state: State, call: Call, key: string): void {
  const lock = state.locks.get(key);
  if (typeof lock !== 'object' || !state.facts.canBeZero(lock.flag)) return;
  const fact = { kind: 'missing-lock', hold: null, site: lock.by, how: 'unlocked' } as const;
  machine.notice(state, fact, call.node, call.frame);
}

type LockFault = Extract<PathFact, { kind: 'missing-lock' }>['how'];

/** With `locked` the call takes the lock where the variable says that it is not held. */
function mayTakeItself(state: State, call: Call, { locked }: AcquireFunction): boolean {
  const pointer = locked === null ? undefined : call.args[locked]?.value;
  return pointer !== undefined && !state.facts.provesZero(pointer);
}

/** The calls that need no lock take that of current->mm themselves when the page is not there. */
const TAKES_LOCK = /^(?:get|pin)_user_pages_(?:fast|unlocked)$/;

function takesTwice(state: State, call: Call, fn: AcquireFunction): LockFault | null {
  return TAKES_LOCK.test(fn.name) && isHeld(state.locks.get(mmKey(state, call, fn)))
    ? 'taken'
    : null;
}
