import { EFAULT, showResult } from '../../errno';
import { driverPages } from '../../files/device';
import { faultName } from '../../fault/faultFlags';
import { ZERO_PFN } from '../../machine';
import {
  vmfInsertMixed,
  vmInsertPage,
  vmInsertPages,
  vmMapPages,
  WOULD_BUG,
} from '../../mm/insertPage';
import type { InsertResult } from '../../mm/insertPage';
import { mmapWriteLock, mmapWriteUnlock } from '../../mm/mmapLock';
import { vmaLookup } from '../../mm/vma';
import type { Steps } from '../../steps';
import type { Outcome } from '../../trace/types';
import type { Vma } from '../../world';
import type { Session } from '../session';
import type { InsertStep } from '../types';
import { procOf } from './op';
import type { OpTable } from './op';

const errnoOf = (result: InsertResult): Outcome => ({
  rc: result === WOULD_BUG ? WOULD_BUG : showResult(result),
});
const faultOf = (result: InsertResult): Outcome => ({
  rc: result === WOULD_BUG ? WOULD_BUG : faultName(result),
});

function* insert(
  s: Session,
  fn: string,
  vma: Vma,
  address: number,
  pages: readonly number[],
): Steps<Outcome> {
  const m = s.machine;
  switch (fn) {
    case 'vm_insert_page':
      return errnoOf(yield* vmInsertPage(m, vma, address, pages[0]));
    case 'vm_insert_pages': {
      const { result, left } = yield* vmInsertPages(m, vma, address, pages);
      return { ...errnoOf(result), not_inserted: left };
    }
    case 'vm_map_pages':
      return errnoOf(yield* vmMapPages(m, vma, pages, vma.pgoff));
    case 'vm_map_pages_zero':
      return errnoOf(yield* vmMapPages(m, vma, pages, 0));
    default:
      return faultOf(
        yield* vmfInsertMixed(m, vma, address, pages[0], fn === 'vmf_insert_mixed_mkwrite'),
      );
  }
}

/** The driver inserts pages into a mapping of its device, under the mmap write lock. */
function* runInsert(s: Session, step: InsertStep): Steps<Outcome> {
  const m = s.machine;
  const region = s.region(procOf(step), step.region);
  const address = region.start + (step.page ?? 0);
  const { mm } = m.current;
  yield* mmapWriteLock(m, mm);
  const vma = vmaLookup(mm, address);
  const pages = step.src.map((x) => (typeof x === 'number' ? driverPages(m)[x] : ZERO_PFN));
  const outcome =
    vma === null ? { rc: showResult(-EFAULT) } : yield* insert(s, step.fn, vma, address, pages);
  mmapWriteUnlock(mm);
  return outcome;
}

export const deviceOps: OpTable = { insert: runInsert };
