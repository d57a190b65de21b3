import type { Machine } from '../machine';
import { folioAddLru } from '../memory/folio';
import { PG_ACTIVE, PG_MLOCKED, PG_UNEVICTABLE } from '../memory/pageFlags';
import type { Vma } from '../world';
import { has, VM_LOCKED } from './vma';

/** folio_add_lru_vma(): a new anonymous page of a locked VMA goes to the unevictable list. */
export function addLruVma(m: Machine, folio: number, vma: Vma): void {
  if (has(vma, VM_LOCKED)) mlockNewFolio(m, folio);
  else folioAddLru(m, folio);
}

function mlockNewFolio(m: Machine, folio: number): void {
  m.frames.set(folio, PG_MLOCKED | PG_UNEVICTABLE);
  folioAddLru(m, folio);
}

/** mlock_folio(): the folio joins the unevictable list. */
export function mlockFolio(m: Machine, folio: number): void {
  if (m.frames.test(folio, PG_MLOCKED)) return;
  m.frames.set(folio, PG_MLOCKED | PG_UNEVICTABLE);
  m.frames.clear(folio, PG_ACTIVE);
}

/** munlock_folio(): back to the evictable lists. */
export function munlockFolio(m: Machine, folio: number): void {
  m.frames.clear(folio, PG_MLOCKED | PG_UNEVICTABLE);
}
