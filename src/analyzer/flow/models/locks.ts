import { assume, comparison } from '../conditions';
import { BOOL, INT } from '../ctypes';
import { Linear } from '../linear';
import type { Call, Machine, Value } from '../machine';
import type { LockState, State } from '../state';
import { argument, each, freshResult, result, type Model, type Models } from './model';

/** The key under which the mmap_lock of an mm is remembered. */
export function lockKey(state: State, mm: Linear): string {
  return state.normal(mm).key;
}

/**
 * Calls that may fault in a page of the process and then take its mmap_lock (might_fault() in
 * include/linux/kernel.h and mm/memory.c): nobody makes them with the lock held.
 */
const MAY_FAULT =
  /^(?:copy_(?:from|to|in)_user|(?:get|put|clear)_user|copy_struct_from_user|v?memdup_user(?:_nul)?|strndup_user|strncpy_from_user|strnlen_user)$/;

/** Remembers what a call tells of the lock: before it, on this path, the caller's is the only one. */
export function noteFault(state: State, name: string): void {
  if (MAY_FAULT.test(name) && !isAnyHeld(state)) state.enteredUnlocked = true;
}

export const isHeld = (lock: LockState | undefined): boolean => lock === 'read' || lock === 'write';

function isAnyHeld({ locks }: State): boolean {
  return [...locks.values()].some((lock) => isHeld(lock) || typeof lock === 'object');
}

export function setLock(state: State, key: string, lock: LockState): void {
  state.locks = new Map([...state.locks, [key, lock]]);
}

/**
 * The mm whose mmap_lock a call takes or drops: given itself, or, up to 5.7, by the address of its
 * mmap_sem. The key is null when the semaphore is another one.
 */
export function lockedMm(
  machine: Machine,
  state: State,
  call: Call,
  lock: 'mmap' | 'rwsem',
  param: number,
): { state: State; key: string | null }[] {
  if (lock === 'mmap') return [{ state, key: lockKey(state, argument(call, param)) }];
  const node = call.args[param]?.node;
  const field = node?.childByField('argument');
  const owner = field?.childByField('argument');
  const name = field?.childByField('field');
  if (!owner || !name || !/^mmap_(sem|lock)$/.test(call.frame.code.source.of(name)))
    return [{ state, key: null }];
  return machine
    .evaluate(state, owner, call.frame)
    .map((v) => ({ state: v.state, key: lockKey(v.state, v.value) }));
}

/** What a call that takes a lock answers: nothing, 0 for success, or true for success. */
export function lockResult(
  state: State,
  call: Call,
  key: string | null,
  mode: 'read' | 'write',
  success: 'always' | 'zero' | 'true',
): Value[] {
  // Who takes mmap_lock was not called with it: apart from fork and exec nobody holds two.
  if (key !== null && !isAnyHeld(state)) state.enteredUnlocked = true;
  if (success === 'always') {
    if (key !== null) setLock(state, key, mode);
    return result(state, Linear.zero);
  }
  const zero = success === 'zero';
  const answer = freshResult(state, call, zero ? INT : BOOL, zero ? null : 0, zero ? 0 : 1);
  const failed = comparison(state, zero ? '!=' : '==', answer, Linear.zero, null, null);
  const taken = assume(state.clone(), failed, false);
  if (key !== null) for (const s of taken) setLock(s, key, mode);
  const untaken = assume(state, failed, true);
  if (key !== null) for (const s of untaken) setLock(s, key, 'untaken');
  return [...taken, ...untaken].map((s) => ({
    state: s,
    value: answer,
    type: INT,
  }));
}

/** Believed: the caller holds it. */
const asserted: Model = (_, state, call) => {
  const key = lockKey(state, argument(call, 0));
  if (!state.locks.has(key)) setLock(state, key, 'read');
  return result(state, Linear.zero);
};

export const LOCK_MODELS: Models = each('mmap_assert_locked mmap_assert_write_locked', asserted);
