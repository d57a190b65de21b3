import { EFAULT, EIO } from '../errno';
import { FOLL_FORCE, FOLL_WRITE } from '../gup/follFlags';
import type { Machine } from '../machine';
import { folioMarkDirty, folioPut, folioTestDirty } from '../memory/folio';
import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Mm } from '../world';

/** One byte at the beginning of a page: to write, or null to read. */
type Byte = number | null;

/** What an access answered: 1 or a negative errno, and the byte that was read. */
export interface RemoteResult {
  readonly rc: number;
  readonly value?: number;
}

function entryPoint(m: Machine, name: string) {
  const found = m.profile.entryPoints[name];
  if (found === undefined) throw new Error(`${m.profile.name} has no ${name}()`);
  return found;
}

/** set_page_dirty_lock(). */
function setPageDirtyLock(m: Machine, page: number): void {
  const folio = m.frames.folio(page);
  if (!folioTestDirty(m, folio)) folioMarkDirty(m, folio);
}

/** __access_remote_vm(): the frame whose byte was read or written; 0 when the page cannot be had. */
const accessRemoteVm = kernelFunction(
  '__access_remote_vm',
  function* (m, mm: Mm, address: number, byte: Byte, flags: number): Steps<RemoteResult | null> {
    yield* mmapReadLock(m, mm);
    const list: number[] = [];
    const got = yield* entryPoint(m, 'get_user_pages_remote').run(m, {
      start: address,
      nr: 1,
      flags,
      pages: { list, at: 0 },
      mm,
      locked: null,
    });
    mmapReadUnlock(mm);
    if (got !== 1) return null;
    const [page] = list;
    if (byte !== null) {
      m.frames.setByte0(page, byte);
      setPageDirtyLock(m, page);
    }
    const value = m.frames.byte0[page];
    folioPut(m, m.frames.folio(page));
    if (m.watching) yield note(m, byte === null ? 'reads the page' : 'writes the page, dirty now');
    return byte === null ? { rc: 1, value } : { rc: 1 };
  },
);

/** read() or write() of /proc/PID/mem: permissions of the mapping are overridden where FOLL_FORCE can. */
export const memRw = kernelFunction(
  'mem_rw',
  function* (m, mm: Mm, address: number, byte: Byte): Steps<RemoteResult> {
    const flags = byte === null ? FOLL_FORCE : FOLL_FORCE | FOLL_WRITE;
    return (yield* accessRemoteVm(m, mm, address, byte, flags)) ?? { rc: -EIO };
  },
);

/** process_vm_writev() of one byte. */
export const processVmWrite = kernelFunction(
  'process_vm_rw_single_vec',
  function* (m, mm: Mm, address: number, byte: number): Steps<RemoteResult> {
    const list: number[] = [];
    const locked = { held: true };
    yield* mmapReadLock(m, mm);
    const pinned = yield* entryPoint(m, 'pin_user_pages_remote').run(m, {
      start: address,
      nr: 1,
      flags: FOLL_WRITE,
      pages: { list, at: 0 },
      mm,
      locked,
    });
    if (locked.held) mmapReadUnlock(mm);
    if (pinned <= 0) return { rc: -EFAULT };
    m.frames.setByte0(list[0], byte);
    const { releases } = m.profile;
    const release = releases.unpin_user_pages_dirty_lock ?? releases.put_user_pages_dirty_lock;
    yield* release(m, { pages: list.slice(0, pinned), makeDirty: true });
    return { rc: 1 };
  },
);
