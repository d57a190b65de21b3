import type { Machine } from '../machine';
import { GUP_PIN_COUNTING_BIAS } from '../memory/folio';
import { PG_ANON, PG_REFERENCED } from '../memory/pageFlags';
import { PMD_LEVEL, PTRS } from '../mm/pageTables';
import {
  PFN_SHIFT,
  PTE_DEVMAP,
  PTE_PRESENT,
  PTE_PROTNONE,
  PTE_SPECIAL,
  PTE_WRITE,
  ptePfn,
  pteTable,
} from '../mm/pte';
import type { Mm } from '../world';
import { FOLL_GET, FOLL_LONGTERM, FOLL_PIN } from './follFlags';
import type { PageSlots } from './slow';

/** Pins of order-0 pages are references and events, as in every release that was merged. */
const plainPins = (m: Machine): boolean =>
  m.profile.pins.takesReferences && m.profile.pins.countsEvents;

/** What the lane takes: present and writable, nothing special about the entry. */
const TELLING_BITS = PTE_PRESENT | PTE_WRITE | PTE_PROTNONE | PTE_SPECIAL | PTE_DEVMAP;
const PLAIN = PTE_PRESENT | PTE_WRITE;

/**
 * The lane for what the lockless walk meets most, resident order-0 anonymous pages behind writable entries: here every
 * check of gup_fast_pte_range() is known to pass, in all releases. It takes as many leading pages as it can, in one
 * plain loop, and leaves the rest to the walk. Only for calls that nobody watches: the result is the same as the walk's,
 * the steps are not there. Returns the number of pages taken.
 */
export function gupFastRun(
  m: Machine,
  mm: Mm,
  start: number,
  end: number,
  flags: number,
  pages: PageSlots,
): number {
  const pin = (flags & FOLL_PIN) !== 0;
  if (flags & FOLL_LONGTERM || pin === ((flags & FOLL_GET) !== 0)) return 0;
  if (pin && !plainPins(m)) return 0;
  const refs = pin ? GUP_PIN_COUNTING_BIAS : 1;
  let address = start;
  while (address < end) {
    const pmd = m.tables.find(mm.pgd, address, PMD_LEVEL);
    const table = pmd < 0 ? 0 : m.tables.get(pmd);
    if (!pteTable(table)) break;
    const first = address & (PTRS - 1);
    const wanted = Math.min(PTRS - first, end - address);
    const slot = pages.at + address - start;
    const taken = runInTable(m, ptePfn(table) * PTRS + first, wanted, refs, pages.list, slot);
    address += taken;
    if (taken < wanted) break;
  }
  if (pin) m.world.vmstat.nr_foll_pin_acquired += address - start;
  return address - start;
}

function runInTable(
  m: Machine,
  first: number,
  wanted: number,
  refs: number,
  list: number[],
  slot: number,
): number {
  const { entries } = m.tables;
  const { refcount, head, flags, dirty, chunkShift } = m.frames;
  for (let i = 0; i < wanted; i++) {
    const pte = entries[first + i];
    if ((pte & TELLING_BITS) !== PLAIN) return i;
    const page = pte >>> PFN_SHIFT;
    if (head[page] !== 0 || refcount[page] <= 0 || (flags[page] & PG_ANON) === 0) return i;
    refcount[page] += refs;
    flags[page] |= PG_REFERENCED;
    dirty[page >> chunkShift] = 1;
    list[slot + i] = page;
  }
  return wanted;
}

/**
 * The same lane for releases: order-0 pages that keep other references, in one plain loop. Returns how many leading
 * pages of the list were released.
 */
export function unpinRun(m: Machine, pages: readonly number[]): number {
  if (!plainPins(m)) return 0;
  const { refcount, head, flags, dirty, chunkShift } = m.frames;
  let i = 0;
  for (; i < pages.length; i++) {
    const page = pages[i];
    if (head[page] !== 0 || (flags[page] & PG_ANON) === 0) break;
    if (refcount[page] === GUP_PIN_COUNTING_BIAS) break;
    refcount[page] -= GUP_PIN_COUNTING_BIAS;
    dirty[page >> chunkShift] = 1;
  }
  m.world.vmstat.nr_foll_pin_released += i;
  return i;
}
