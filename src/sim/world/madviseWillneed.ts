import { readPage } from '../files/ext2';
import { readSwapCache } from '../files/shmemSwap';
import type { Machine } from '../machine';
import { folioPut } from '../memory/folio';
import { PTE_LEVEL } from '../mm/pageTables';
import { isSwapPte, swapValue } from '../mm/pte';
import { linearPageIndex } from '../mm/vma';
import { note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';

/** swapin_walk_pmd_entry(): swapped-out pages are read into the swap cache; entries stay as they are. */
function swapinEntry(m: Machine, vma: Vma, address: number): void {
  const at = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
  if (at < 0 || !isSwapPte(m.tables.get(at))) return;
  const page = readSwapCache(m, swapValue(m.tables.get(at)));
  if (page !== 0) folioPut(m, m.frames.folio(page));
}

/** The page of a file is read ahead into its page cache; one of shmem that is in swap, only into the swap cache. */
function readAhead(m: Machine, vma: Vma, address: number): void {
  const mapping = vma.file;
  const index = linearPageIndex(vma, address);
  if (mapping === null || index >= mapping.size) return;
  if (mapping.kind === 'ext2' && !mapping.pages.has(index)) {
    const folio = readPage(m, mapping, index);
    if (folio !== 0) folioPut(m, folio);
  } else if (mapping.kind === 'shmem' && (mapping.pages.get(index) ?? 0) < 0) {
    const page = readSwapCache(m, -1 - (mapping.pages.get(index) ?? 0));
    if (page !== 0) folioPut(m, m.frames.folio(page));
  }
}

/** MADV_WILLNEED: reads what is not in memory, without mapping it. */
export function* madviseWillneed(m: Machine, vma: Vma, start: number, end: number): Steps<number> {
  for (let address = start; address < end; address++) {
    if (vma.file === null) swapinEntry(m, vma, address);
    else readAhead(m, vma, address);
  }
  if (m.watching) yield note(m, 'reads ahead');
  return 0;
}
