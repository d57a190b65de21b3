/** Taking and dropping mmap_lock (mmap_sem up to 5.7). */
import { each, type Helper } from './types';

export const LOCKS: readonly Helper[] = [
  ...each(
    [{ does: 'locks', lock: 'mmap', mode: 'read', param: 0, success: 'always' }],
    { mmap_read_lock: '6.12.117 include/linux/mmap_lock.h:158' },
    { since: '5.8' },
  ),
  ...each(
    [{ does: 'locks', lock: 'mmap', mode: 'read', param: 0, success: 'zero' }],
    { mmap_read_lock_killable: '6.12.117 include/linux/mmap_lock.h:165' },
    { since: '5.8' },
  ),
  ...each(
    [{ does: 'locks', lock: 'mmap', mode: 'read', param: 0, success: 'true' }],
    { mmap_read_trylock: '6.12.117 include/linux/mmap_lock.h:175' },
    { since: '5.8' },
  ),
  ...each(
    [{ does: 'unlocks', lock: 'mmap', mode: 'read', param: 0 }],
    {
      mmap_read_unlock: '6.12.117 include/linux/mmap_lock.h:185',
      mmap_read_unlock_non_owner: '6.12.117 include/linux/mmap_lock.h:191',
    },
    { since: '5.8' },
  ),
  ...each(
    [{ does: 'locks', lock: 'mmap', mode: 'write', param: 0, success: 'always' }],
    {
      mmap_write_lock: '6.12.117 include/linux/mmap_lock.h:102',
      mmap_write_lock_nested: '6.12.117 include/linux/mmap_lock.h:110',
    },
    { since: '5.8' },
  ),
  ...each(
    [{ does: 'locks', lock: 'mmap', mode: 'write', param: 0, success: 'zero' }],
    { mmap_write_lock_killable: '6.12.117 include/linux/mmap_lock.h:118' },
    { since: '5.8' },
  ),
  ...each(
    [{ does: 'locks', lock: 'mmap', mode: 'write', param: 0, success: 'true' }],
    { mmap_write_trylock: '6.1.192 include/linux/mmap_lock.h:92' },
    { since: '5.8' },
  ),
  ...each(
    [{ does: 'unlocks', lock: 'mmap', mode: 'write', param: 0 }],
    { mmap_write_unlock: '6.12.117 include/linux/mmap_lock.h:144' },
    { since: '5.8' },
  ),
  ...each(
    [
      { does: 'unlocks', lock: 'mmap', mode: 'write', param: 0 },
      { does: 'locks', lock: 'mmap', mode: 'read', param: 0, success: 'always' },
    ],
    { mmap_write_downgrade: '6.12.117 include/linux/mmap_lock.h:151' },
    { since: '5.8' },
  ),
  ...each([{ does: 'locks', lock: 'rwsem', mode: 'read', param: 0, success: 'always' }], {
    down_read: '6.12.117 include/linux/rwsem.h:211',
    down_read_nested: '6.12.117 include/linux/rwsem.h:267',
  }),
  ...each([{ does: 'locks', lock: 'rwsem', mode: 'read', param: 0, success: 'zero' }], {
    down_read_killable: '6.12.117 include/linux/rwsem.h:213',
    down_read_interruptible: '6.12.117 include/linux/rwsem.h:212',
  }),
  ...each([{ does: 'locks', lock: 'rwsem', mode: 'read', param: 0, success: 'true' }], {
    down_read_trylock: '6.12.117 include/linux/rwsem.h:218',
  }),
  ...each([{ does: 'unlocks', lock: 'rwsem', mode: 'read', param: 0 }], {
    up_read: '6.12.117 include/linux/rwsem.h:234',
    up_read_non_owner: '6.12.117 include/linux/rwsem.h:286',
  }),
  ...each([{ does: 'locks', lock: 'rwsem', mode: 'write', param: 0, success: 'always' }], {
    down_write: '6.12.117 include/linux/rwsem.h:223',
    down_write_nested: '6.12.117 include/linux/rwsem.h:269',
  }),
  ...each([{ does: 'locks', lock: 'rwsem', mode: 'write', param: 0, success: 'zero' }], {
    down_write_killable: '6.12.117 include/linux/rwsem.h:224',
  }),
  ...each([{ does: 'locks', lock: 'rwsem', mode: 'write', param: 0, success: 'true' }], {
    down_write_trylock: '6.12.117 include/linux/rwsem.h:229',
  }),
  ...each([{ does: 'unlocks', lock: 'rwsem', mode: 'write', param: 0 }], {
    up_write: '6.12.117 include/linux/rwsem.h:239',
  }),
  ...each(
    [
      { does: 'unlocks', lock: 'rwsem', mode: 'write', param: 0 },
      { does: 'locks', lock: 'rwsem', mode: 'read', param: 0, success: 'always' },
    ],
    { downgrade_write: '6.12.117 include/linux/rwsem.h:251' },
  ),
];
