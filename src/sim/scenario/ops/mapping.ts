import { EINVAL, showResult } from '../../errno';
import { VM_MAYREAD, VM_MAYWRITE, VM_READ, VM_WRITE } from '../../mm/vma';
import type { Steps } from '../../steps';
import type { Outcome } from '../../trace/types';
import { madvise } from '../../world/madvise';
import { mmap } from '../../world/mmap';
import { mlock, munlock } from '../../world/mlock';
import { mremap } from '../../world/mremap';
import { mprotect } from '../../world/mprotect';
import { munmap } from '../../world/munmap';
import { mmapNoMmu } from '../../world/noMmu';
import { taskNumaWork } from '../../world/numaBalancing';
import { userAccess } from '../../world/touch';
import { openFile } from '../files';
import type { Region, Session } from '../session';
import type { MmapStep, MremapStep } from '../types';
import { procOf, rangeOf } from './op';
import type { OpTable } from './op';

const GIB = 1 << 18;

/** Access bits of a `prot` string: `none`, `r`, `rw`, `w`. */
export const accessOf = (prot: string): number =>
  prot === 'none' ? 0 : (prot.includes('r') ? VM_READ : 0) | (prot.includes('w') ? VM_WRITE : 0);

/** All pages of a small region, else its first, second and last. */
export const defaultTrack = (pages: number): readonly number[] =>
  pages <= 8 ? [...Array(pages).keys()] : [0, 1, pages - 1];

/** Where a new region goes: by itself on a 1 GiB boundary, or right behind another. */
function placeRegion(
  s: Session,
  step: Pick<MmapStep, 'proc' | 'adjacent_to' | 'at_page'>,
  pages: number,
): number {
  if (step.adjacent_to !== undefined) {
    const other = s.region(procOf(step), step.adjacent_to);
    return other.start + other.pages;
  }
  const start = s.state.nextRegion + (step.at_page ?? 0);
  s.state.nextRegion += (Math.ceil((pages + (step.at_page ?? 0)) / GIB) + 1) * GIB;
  return start;
}

function* runMmap(s: Session, step: MmapStep): Steps<Outcome> {
  const m = s.machine;
  const pages = step.pages ?? 1;
  const shared = step.share === 'shared';
  if (!m.profile.mmu) return yield* runMmapNoMmu(s, step, pages);
  const start = placeRegion(s, step, pages);
  const rc = yield* mmap(m, {
    start,
    pages,
    shared,
    access: accessOf(step.prot ?? 'rw'),
    hugetlb: step.kind === 'hugetlb' || step.kind === 'memfd-hugetlb',
    file: openFile(s, step, pages),
    pgoff: step.file_page ?? 0,
    open: step.open ?? 'rw',
    device: step.kind === 'device' ? (step.mode ?? 'empty') : null,
    populate: step.populate ?? false,
    noreserve: step.noreserve ?? false,
  });
  // Where a call failed, later steps find the address and nothing mapped there.
  nameRegion(s, step, start, pages);
  return { rc: showResult(rc) };
}

function nameRegion(s: Session, step: MmapStep, start: number, pages: number): void {
  const track = step.track ?? defaultTrack(pages);
  const region: Region = { name: step.region, start, pages, track };
  s.state.regions.get(procOf(step))?.set(step.region, region);
}

/** Without an MMU only private anonymous memory is modelled, and the memory decides where it is mapped. */
function* runMmapNoMmu(s: Session, step: MmapStep, pages: number): Steps<Outcome> {
  const may = VM_MAYREAD | VM_MAYWRITE;
  const start =
    step.kind !== 'anon' || step.share === 'shared'
      ? -EINVAL
      : yield* mmapNoMmu(s.machine, pages, accessOf(step.prot ?? 'rw') | may);
  nameRegion(s, step, start < 0 ? placeRegion(s, step, pages) : start, pages);
  return { rc: showResult(Math.min(start, 0)) };
}

function* runMremap(s: Session, step: MremapStep): Steps<Outcome> {
  const proc = procOf(step);
  const from = s.region(proc, step.region);
  const first = step.page ?? 0;
  const pages = step.pages ?? from.pages - first;
  const start = placeRegion(s, {}, pages);
  const old = from.start + first;
  const rc = yield* mremap(s.machine, old, old + pages, start, step.dontunmap ?? false);
  const track = step.track ?? defaultTrack(pages);
  s.state.regions.get(proc)?.set(step.to, { name: step.to, start, pages, track });
  return { rc: showResult(rc) };
}

export const mappingOps: OpTable = {
  mremap: runMremap,
  *mlock(s, step) {
    const { start, end } = rangeOf(s, step);
    return { rc: showResult(yield* mlock(s.machine, start, end, false)) };
  },
  *mlock2(s, step) {
    const { start, end } = rangeOf(s, step);
    return { rc: showResult(yield* mlock(s.machine, start, end, true)) };
  },
  *munlock(s, step) {
    const { start, end } = rangeOf(s, step);
    return { rc: showResult(yield* munlock(s.machine, start, end)) };
  },
  mmap: runMmap,
  *touch(s, step) {
    const region = s.region(procOf(step), step.region);
    const write = step.mode === 'w';
    const access = yield* userAccess(s.machine, region.start + (step.page ?? 0), write);
    if (access.signal !== '') return { rc: access.signal };
    if (!write)
      return { rc: 0, value: access.page === 0 ? 0 : s.machine.frames.byte0[access.page] };
    if (access.page !== 0) s.machine.frames.setByte0(access.page, step.value ?? 0x41);
    return { rc: 0 };
  },
  *mprotect(s, step) {
    const { start, end } = rangeOf(s, step);
    return { rc: showResult(yield* mprotect(s.machine, start, end, accessOf(step.prot))) };
  },
  *munmap(s, step) {
    const { start, end } = rangeOf(s, step);
    return { rc: showResult(yield* munmap(s.machine, start, end)) };
  },
  *numa_hint(s, step) {
    const { start, end } = rangeOf(s, step);
    return { rc: showResult(yield* taskNumaWork(s.machine, start, end)) };
  },
  *madvise(s, step) {
    const { start, end } = rangeOf(s, step);
    return { rc: showResult(yield* madvise(s.machine, start, end, step.advice)) };
  },
};
