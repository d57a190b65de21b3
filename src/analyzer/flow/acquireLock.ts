import type { AcquireCall, AcquireFunction } from './acquires';
import { BOOL } from './ctypes';
import type { Call, Machine } from './machine';
import { deref, read, write } from './memory';
import { lockKey, setLock } from './models/locks';
import { globalPlace, member } from './places';
import type { State } from './state';

/**
 * With a `locked` argument the call may return with mmap_lock dropped.
 *
 * @param name Tells one execution of the call from others.
 */
export function dropLock(state: State, call: Call, fn: AcquireFunction, name: string): void {
  const pointer = fn.locked === null ? undefined : call.args[fn.locked]?.value;
  if (pointer === undefined || state.normal(pointer).isConstant) return;
  const flag = state.symbols.once(`locked ${name}`, () =>
    state.symbols.make('locked', { kind: 'unknown' }, BOOL),
  );
  write(state, deref(state, pointer, null), flag);
  setLock(state, mmKey(state, call, fn), { flag });
}

function mmKey(state: State, call: Call, fn: AcquireFunction): string {
  const given = fn.mm === null ? undefined : call.args[fn.mm]?.value;
  if (given !== undefined) return lockKey(state, given);
  const current = read(state, globalPlace('current', null));
  return lockKey(state, read(state, member(deref(state, current, null), 'mm', null)));
}

/** Notices an acquire that needs mmap_lock and on this path does not have it. */
export function checkLock(machine: Machine, state: State, call: Call, site: AcquireCall): void {
  const { fn } = site;
  if (!fn.needsLock) return;
  const lock = state.locks.get(mmKey(state, call, fn));
  const held = (l: typeof lock) => l === 'read' || l === 'write';
  if (held(lock)) return;
  // Another mm's lock may be the same one under another name.
  if (lock === undefined && [...state.locks.values()].some(held)) return;
  const how = lock === undefined ? 'never' : lock === 'none' ? 'released' : 'dropped';
  if (typeof lock === 'object' && !state.facts.canBeZero(lock.flag)) return;
  machine.notice(state, { kind: 'missing-lock', hold: null, site, how }, call.node, call.frame);
}
