import { assume, comparison } from '../conditions';
import { BOOL, INT } from '../ctypes';
import { Linear } from '../linear';
import type { LockState, State } from '../state';
import { argument, each, freshResult, result, type Model, type Models } from './model';

/** The key under which the mmap_lock of an mm is remembered. */
export function lockKey(state: State, mm: Linear): string {
  return state.normal(mm).key;
}

export function setLock(state: State, key: string, lock: LockState): void {
  state.locks = new Map([...state.locks, [key, lock]]);
}

function takes(lock: LockState): Model {
  return (_, state, call) => {
    setLock(state, lockKey(state, argument(call, 0)), lock);
    return result(state, Linear.zero);
  };
}

/** Says 0 when the lock was taken (`killable`), or true (`trylock`). */
function mayTake(lock: LockState, trylock: boolean): Model {
  return (_, state, call) => {
    const answer = freshResult(state, call, trylock ? BOOL : INT, trylock ? 0 : null, trylock ? 1 : 0);
    const failed = comparison(state, trylock ? '==' : '!=', answer, Linear.zero, null, null);
    const key = lockKey(state, argument(call, 0));
    const taken = assume(state.clone(), failed, false);
    for (const s of taken) setLock(s, key, lock);
    return [...taken, ...assume(state, failed, true)].map((s) => ({
      state: s,
      value: answer,
      type: INT,
    }));
  };
}

/** Believed: the caller holds it. */
const asserted: Model = (_, state, call) => {
  const key = lockKey(state, argument(call, 0));
  if (!state.locks.has(key)) setLock(state, key, 'read');
  return result(state, Linear.zero);
};

/** The read or write half of `down_read(&mm->mmap_sem)`, as it was up to 5.7. */
function semaphore(model: Model): Model {
  return (machine, state, call) => {
    const text = call.frame.code.source.of(call.args[0]?.node ?? call.node);
    const owner = /^&\s*(.+?)(->|\.)mmap_(sem|lock)$/.exec(text);
    if (owner === null) return result(state, freshResult(state, call));
    const node = call.args[0].node.childByField('argument')?.childByField('argument');
    if (node == null) return result(state, freshResult(state, call));
    return machine
      .evaluate(state, node, call.frame)
      .flatMap((v) =>
        model(machine, v.state, { ...call, args: [{ node, value: v.value, type: v.type }] }),
      );
  };
}

/** mmap_lock (include/linux/mmap_lock.h), and mmap_sem before 5.8. */
export const LOCK_MODELS: Models = {
  ...each('mmap_read_lock mmap_read_lock_nested', takes('read')),
  ...each('mmap_write_lock mmap_write_lock_nested', takes('write')),
  ...each('mmap_read_unlock mmap_write_unlock mmap_read_unlock_non_owner', takes('none')),
  ...each('mmap_write_downgrade', takes('read')),
  ...each('mmap_read_lock_killable', mayTake('read', false)),
  ...each('mmap_write_lock_killable', mayTake('write', false)),
  ...each('mmap_read_trylock', mayTake('read', true)),
  ...each('mmap_write_trylock', mayTake('write', true)),
  ...each('mmap_assert_locked mmap_assert_write_locked', asserted),
  ...each('down_read', semaphore(takes('read'))),
  ...each('down_write', semaphore(takes('write'))),
  ...each('up_read up_write', semaphore(takes('none'))),
  ...each('down_read_killable', semaphore(mayTake('read', false))),
  ...each('down_write_killable', semaphore(mayTake('write', false))),
  ...each('down_read_trylock', semaphore(mayTake('read', true))),
};
