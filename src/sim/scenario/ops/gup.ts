import { showResult } from '../../errno';
import type { EntryPoint, GupCall } from '../../gup/entries/entryPoint';
import { FOLL_FLAGS } from '../../gup/follFlags';
import { guardsHardError } from '../../gup/release';
import type { Locked, PageSlots } from '../../gup/slow';
import type { Machine } from '../../machine';
import { folioPut } from '../../memory/folio';
import { mmapReadLock, mmapReadUnlock } from '../../mm/mmapLock';
import type { Steps } from '../../steps';
import type { Outcome } from '../../trace/types';
import type { Handle, HeldPage, Session } from '../session';
import type { GupStep, ReleaseStep } from '../types';
import { procOf } from './op';
import type { OpTable } from './op';

/** Page number of an address given as text; addresses have 64 bits, page numbers 52. */
const pageOfAddress = (text: string): number => Number(BigInt(text) >> 12n);

function startOf(s: Session, step: GupStep, target: string): number {
  if (step.addr !== undefined) return pageOfAddress(step.addr);
  const region = s.region(target, step.region ?? '');
  return region.start + (step.page ?? 0);
}

function lockedOf(step: GupStep): Locked | null {
  if (step.locked === undefined) return null;
  return { held: step.locked === true };
}

function* call(s: Session, step: GupStep, entry: EntryPoint): Steps<Outcome> {
  const m = s.machine;
  const target = step.target ?? procOf(step);
  const slots: PageSlots = { list: [], at: 0 };
  const locked = entry.remote ? lockedOf(step) : null;
  const { mm } = m.process(entry.remote ? target : procOf(step));
  const gupCall: GupCall = {
    start: startOf(s, step, target),
    nr: step.nr ?? 1,
    flags: (step.flags ?? []).reduce((sum, flag) => sum | FOLL_FLAGS[flag], 0),
    pages: step.pages_null === true ? null : slots,
    mm,
    locked,
  };
  // A caller that says it holds no lock holds none.
  const lock = entry.needsLock && locked?.held !== false;
  if (lock) yield* mmapReadLock(m, mm);
  const rc = yield* entry.run(m, gupCall);
  if (lock && locked?.held !== false) mmapReadUnlock(mm);
  if (rc > 0 && gupCall.pages !== null) keep(s, step.handle, entry.kind, slots.list.slice(0, rc));
  return { rc: showResult(rc), ...(locked === null ? {} : { locked: locked.held ? 1 : 0 }) };
}

function keep(s: Session, name: string, kind: Handle['kind'], pages: readonly number[]): void {
  // 5.11 leaves the slot of an entry without struct page as it was: there is nothing in it to release.
  const slots = Array.from(pages, (page) => (page > 0 ? s.hold(page) : null));
  s.state.handles.set(name, { kind, slots });
}

function* runGup(s: Session, step: GupStep): Steps<Outcome> {
  const { profile } = s.machine;
  const entry = profile.entryPoints[step.fn];
  const unknown = (step.flags ?? []).some((flag) => !profile.flags.has(flag));
  if (entry === undefined || unknown) return { rc: 'absent' };
  if (step.locked === 'zero' && entry.remote && profile.lockedZeroIsBug) return { rc: 'refused' };
  if (step.pages_null === true && entry.trustsPages === true) return { rc: 'refused' };
  return yield* call(s, step, entry);
}

/** The caller passes on what the acquire answered, an errno, as a count of pages. */
function* releaseHardError(m: Machine, step: ReleaseStep): Steps<Outcome> {
  const release = m.profile.releases[step.how];
  const makeDirty = step.dirty ?? false;
  if (release === undefined) return { rc: 'absent' };
  if (!guardsHardError(step.how, makeDirty)) return { rc: 'refused' };
  yield* release(m, { pages: [], makeDirty, hardError: step.count });
  return { rc: 0 };
}

function* runRelease(s: Session, step: ReleaseStep): Steps<Outcome> {
  const m = s.machine;
  if ((step.count ?? 0) < 0) return yield* releaseHardError(m, step);
  const handle = s.state.handles.get(step.handle);
  if (handle === undefined) return { rc: 'no-handle' };
  const release = m.profile.releases[step.how];
  if (release === undefined) return { rc: 'absent' };
  const from = step.from ?? 0;
  const count = step.count ?? handle.slots.length - from;
  const held = handle.slots.slice(from, from + count).filter((x): x is HeldPage => x !== null);
  yield* release(m, {
    pages: held.map((x) => x.page),
    makeDirty: step.dirty ?? false,
  });
  for (let i = from; i < from + count; i++) handle.slots[i] = null;
  if (handle.slots.every((x) => x === null)) s.state.handles.delete(step.handle);
  return { rc: 0 };
}

function heldPage(s: Session, name: string, index: number): number {
  const held = s.state.handles.get(name)?.slots[index];
  return held?.page ?? 0;
}

/** put_page() so often. Only the one that comes to nothing does more than count. */
function putRefs(m: Machine, folio: number, puts: number): void {
  const left = m.frames.refcount[folio] >>> 0;
  const first = left === 0 ? puts : Math.min(left, puts);
  folioPut(m, folio, first);
  if (puts > first) folioPut(m, folio, puts - first);
}

export const gupOps: OpTable = {
  gup: runGup,
  release: runRelease,
  *ref(s, step) {
    yield* [];
    const page = heldPage(s, step.handle, step.index ?? 0);
    if (page === 0) return { rc: 'no-handle' };
    const folio = s.machine.frames.folio(page);
    s.state.extraRefs.set(folio, (s.state.extraRefs.get(folio) ?? 0) + step.delta);
    if (step.delta >= 0) s.machine.frames.refAdd(folio, step.delta);
    else putRefs(s.machine, folio, -step.delta);
    return { rc: 0 };
  },
  *poke(s, step) {
    yield* [];
    const page = heldPage(s, step.handle, step.index ?? 0);
    if (page === 0) return { rc: 'no-handle' };
    s.machine.frames.setByte0(page, step.value);
    return { rc: 0 };
  },
};
