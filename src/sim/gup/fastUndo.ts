import type { Machine } from '../machine';
import { PG_REFERENCED } from '../memory/pageFlags';
import { gupPutFolio } from './grab';
import type { PageSlots } from './slow';

/** A lockless walk under way. */
export interface FastWalk {
  /** Page number where the call began. */
  readonly start: number;
  /** Where the pages go. */
  readonly pages: PageSlots;
  /** Pages taken so far. */
  nr: number;
}

/** gup_fast_undo_dev_pagemap(): gives back what was taken since slot `from`. */
export function undoDevPagemap(m: Machine, walk: FastWalk, from: number, flags: number): void {
  while (walk.nr > from) {
    const folio = m.frames.folio(walk.pages.list[walk.pages.at + --walk.nr]);
    m.frames.clear(folio, PG_REFERENCED);
    gupPutFolio(m, folio, 1, flags);
  }
}
