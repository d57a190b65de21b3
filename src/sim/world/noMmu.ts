import { EINVAL, ENOMEM } from '../errno';
import type { Machine } from '../machine';
import { allocFolio } from '../memory/buddy';
import { folioPut } from '../memory/folio';
import { PG_ALLOCATED } from '../memory/pageFlags';
import { findVma, insertVma, removeVma } from '../mm/vma';
import { kernelFunction } from '../steps';
import type { Mm } from '../world';

/**
 * mmap() of anonymous memory without an MMU (mm/nommu.c): the memory is allocated at once, and its address is where it
 * lies. Returns the first page or a negative errno.
 */
export const mmapNoMmu = kernelFunction('do_mmap', function* (m, pages: number, flags: number) {
  yield* [];
  const order = Math.ceil(Math.log2(pages));
  const first = allocFolio(m, order, { movable: false, zero: true });
  if (first === 0) return -ENOMEM;
  // split_page(): each page is on its own from here on; what is too much goes back.
  for (let page = first; page < first + 2 ** order; page++) {
    m.frames.head[page] = 0;
    m.frames.order[page] = 0;
    m.frames.refcount[page] = 1;
    m.frames.set(page, PG_ALLOCATED);
    if (page >= first + pages) folioPut(m, page);
  }
  const end = first + pages;
  insertVma(m.current.mm, { start: first, end, pgoff: first, flags, ops: null, file: null });
  return first;
});

/** munmap() without an MMU: whole mappings only. */
export const munmapNoMmu = kernelFunction(
  'do_munmap',
  function* (m, mm: Mm, start: number, end: number) {
    yield* [];
    const vma = findVma(mm, start);
    if (vma?.start !== start || vma.end !== end) return -EINVAL;
    removeVma(vma);
    for (let page = start; page < end; page++) folioPut(m, page);
    return 0;
  },
);

/** Does an access of user space lie in a mapping? Anything else breaks what nobody protects. */
export function mappedNoMmu(m: Machine, page: number): boolean {
  const vma = findVma(m.current.mm, page);
  return vma !== null && vma.start <= page;
}
