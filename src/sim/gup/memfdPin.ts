import { EINVAL, ENOMEM } from '../errno';
import { addToPageCache, findPage } from '../files/addressSpace';
import { shmemGetFolio } from '../files/shmem';
import type { Machine } from '../machine';
import { clearFolio, folioMarkDirty, folioNrPages, folioPut } from '../memory/folio';
import { dequeueHugetlbFolio } from '../memory/hugetlbPool';
import { PG_UPTODATE } from '../memory/pageFlags';
import { PTRS } from '../mm/pageTables';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { AddressSpace } from '../world';
import { FOLL_PIN } from './follFlags';
import { gupPutFolio, tryGrabFolio } from './grab';
import { checkAndMigrateMovable, MIGRATED, MOST_TRIES } from './longterm';

/** A memfd_pin_folios() call; `start` and `end` in bytes, `end` inclusive. */
export interface MemfdPinCall {
  readonly memfd: AddressSpace;
  readonly start: number;
  readonly end: number;
  readonly max: number;
}

export interface MemfdPinned {
  /** Number of folios, or a negative errno. */
  readonly result: number;
  readonly folios: readonly number[];
  /** Offset of `start` in the first folio, in bytes. */
  readonly offset: number;
}

const PAGE_SIZE = 4096;

/** memfd_alloc_folio(): fills a hole of the file. 0, or a negative errno. */
function* memfdAllocFolio(m: Machine, memfd: AddressSpace, index: number): Steps<number> {
  if (memfd.kind === 'shmem') {
    const page = yield* shmemGetFolio(m, memfd, index, null);
    if (page === 0) return -ENOMEM;
    folioPut(m, m.frames.folio(page));
    return 0;
  }
  // alloc_hugetlb_folio_reserve(): takes it for granted that one is reserved.
  const folio = dequeueHugetlbFolio(m);
  if (folio === 0) return -ENOMEM;
  m.world.hugetlb.reserved--;
  clearFolio(m, folio);
  m.frames.set(folio, PG_UPTODATE);
  addToPageCache(m, memfd, folio, index);
  folioMarkDirty(m, folio);
  folioPut(m, folio);
  return 0;
}

/** One round: pins every folio of the range once, up to `max`; a negative errno when memory is out. */
function* pinRange(m: Machine, call: MemfdPinCall, folios: number[]): Steps<number> {
  const { memfd } = call;
  const unit = memfd.kind === 'hugetlb' ? PTRS : 1;
  const last = Math.floor(call.end / PAGE_SIZE / unit) * unit;
  let index = Math.floor(call.start / PAGE_SIZE / unit) * unit;
  while (index <= last && folios.length < call.max) {
    const page = findPage(memfd, index);
    if (page === 0) {
      if (m.watching) yield note(m, 'a hole: fills it');
      const error = yield* memfdAllocFolio(m, memfd, index);
      if (error !== 0) return error;
      continue;
    }
    const folio = m.frames.folio(page);
    if (tryGrabFolio(m, folio, 1, FOLL_PIN) !== 0) return -EINVAL;
    folios.push(folio);
    index = m.frames.index[folio] + folioNrPages(m, folio);
  }
  return 0;
}

const refused = (result: number): MemfdPinned => ({ result, folios: [], offset: 0 });

/** memfd_pin_folios() (6.11): pins the folios of a memfd for long, without any mapping. */
export const memfdPinFolios = kernelFunction(
  'memfd_pin_folios',
  function* (m, call: MemfdPinCall): Steps<MemfdPinned> {
    const { memfd, start, end, max } = call;
    if (start < 0 || start > end || max === 0) return refused(-EINVAL);
    if (memfd.kind !== 'shmem' && memfd.kind !== 'hugetlb') return refused(-EINVAL);
    if (end >= memfd.size * PAGE_SIZE) return refused(-EINVAL);
    m.world.memallocPin++;
    let folios: number[];
    let offset = 0;
    let result: number;
    let tries = 0;
    do {
      folios = [];
      result = yield* pinRange(m, call, folios);
      if (folios.length > 0) offset = start % (folioNrPages(m, folios[0]) * PAGE_SIZE);
      if (result !== 0) {
        for (const folio of folios) gupPutFolio(m, folio, 1, FOLL_PIN);
        break;
      }
      result = yield* checkAndMigrateMovable(m, folios, FOLL_PIN);
      if (++tries === MOST_TRIES) result = -ENOMEM;
    } while (result === MIGRATED);
    m.world.memallocPin--;
    return result === 0 ? { result: folios.length, folios, offset } : refused(result);
  },
  ({ result }) => String(result),
);
