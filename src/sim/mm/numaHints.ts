import { FOLL_FORCE, FOLL_HONOR_NUMA_FAULT, FOLL_NUMA } from '../gup/follFlags';
import type { Machine } from '../machine';
import { folioMaybeDmaPinned } from '../memory/folio';
import type { Vma } from '../world';
import { mappedShared } from './advisedFolio';
import { vmaIsAccessible } from './vma';

/**
 * How a release treats NUMA hinting: entries that are made PROT_NONE for a while, in a mapping that permits access, so
 * that the next access tells where it comes from.
 */
export interface NumaHints {
  /** gup_can_follow_protnone(): the walk takes the page behind such an entry without a fault. */
  readonly follows: (vma: Vma, flags: number) => boolean;
  /** Flags that __get_user_pages() walks with, given those it was called with. */
  readonly walkFlags: (flags: number) => number;
  /** Flags that is_valid_gup_args() adds to those of the caller. */
  readonly argFlags: number;
  /** The scan passes over this page of a copy-on-write mapping. */
  readonly skipsCow: (m: Machine, page: number) => boolean;
  /** A hinting entry remembers that it was writable (pte_savedwrite(), before 6.2). */
  readonly keepsWrite: boolean;
  /** A fault on one page of a large folio restores the entries of its other pages, too (6.10). */
  readonly rebuildsLarge: boolean;
}

const asCalled = (flags: number): number => flags;

/** 6.6: hinting faults are taken for those who ask for them (include/linux/mm.h). */
export const HINTS_OPT_IN: NumaHints = {
  follows: (vma, flags) => !(flags & FOLL_HONOR_NUMA_FAULT) || !vmaIsAccessible(vma),
  walkFlags: asCalled,
  argFlags: 0,
  skipsCow: (m, page) => {
    const folio = m.frames.folio(page);
    return folioMaybeDmaPinned(m, folio) || mappedShared(m, folio, page);
  },
  keepsWrite: false,
  rebuildsLarge: true,
};

/** 6.1: forced walks alone pass over the hint (include/linux/mm.h); held pages are not hinted. */
export const HINTS_UNLESS_FORCED: NumaHints = {
  follows: (_vma, flags) => (flags & FOLL_FORCE) !== 0,
  walkFlags: asCalled,
  argFlags: 0,
  skipsCow: (m, page) => m.frames.refcount[m.frames.folio(page)] !== 1,
  keepsWrite: true,
  rebuildsLarge: false,
};

/** 6.5.0: the opt-in exists, and is_valid_gup_args() opts in for everyone. */
export const HINTS_OPTED_IN: NumaHints = {
  ...HINTS_OPT_IN,
  argFlags: FOLL_HONOR_NUMA_FAULT,
  skipsCow: HINTS_UNLESS_FORCED.skipsCow,
  rebuildsLarge: false,
};

/** 5.11: __get_user_pages() adds FOLL_NUMA to walks that are not forced (mm/gup.c). */
export const HINTS_FOLL_NUMA: NumaHints = {
  follows: (_vma, flags) => !(flags & FOLL_NUMA),
  walkFlags: (flags) => (flags & FOLL_FORCE ? flags : flags | FOLL_NUMA),
  argFlags: 0,
  skipsCow: (m, page) => m.frames.mapcount[page] + m.frames.entire[m.frames.folio(page)] !== 1,
  keepsWrite: true,
  rebuildsLarge: false,
};
