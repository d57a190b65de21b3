import { PTE_DEVMAP, PTE_SPECIAL, ptePfn } from './pte';
import type { Pte } from './pte';

/**
 * vm_normal_page(): the page an entry maps if its mappings are counted, else 0. Special entries (zero page, PFN maps)
 * and devmap entries have none.
 */
export const vmNormalPage = (pte: Pte): number =>
  (pte & (PTE_SPECIAL | PTE_DEVMAP)) !== 0 ? 0 : ptePfn(pte);
