import { ENOMEM, EREMOTEIO } from '../errno';
import type { Machine } from '../machine';
import { isPciP2pdmaPage } from '../memory/devPagemap';
import { folioPut, GUP_PIN_COUNTING_BIAS, isZeroPage } from '../memory/folio';
import { FOLL_GET, FOLL_LONGTERM, FOLL_PCI_P2PDMA, FOLL_PIN } from './follFlags';

/** How one release counts pins. */
export interface PinCounting {
  /** Pins of the small zero page are counted like any other (before 6.5). */
  readonly zeroPagePinned: boolean;
  /** False for the 2019 patch as posted: FOLL_PIN is set but nobody takes a reference for it. */
  readonly takesReferences: boolean;
  /** The events nr_foll_pin_acquired and nr_foll_pin_released exist (5.7). */
  readonly countsEvents: boolean;
}

const uncounted = (m: Machine, page: number): boolean =>
  !m.profile.pins.takesReferences || (!m.profile.pins.zeroPagePinned && isZeroPage(page));

/** Adds `refs` pins: exactly where the folio has a counter, else 1024 references each. */
function addPins(m: Machine, folio: number, refs: number): void {
  const { frames } = m;
  if (m.exactPin[frames.order[folio]] !== 0) {
    frames.refAdd(folio, refs);
    frames.pinAdd(folio, refs);
  } else {
    frames.refAdd(folio, refs * GUP_PIN_COUNTING_BIAS);
  }
  if (m.profile.pins.countsEvents) m.world.vmstat.nr_foll_pin_acquired += refs;
}

/** Memory of a PCI device is for those who ask for it (6.2; before, it could not be mapped). */
const refusesP2pdma = (m: Machine, folio: number, flags: number): boolean =>
  !(flags & FOLL_PCI_P2PDMA) && isPciP2pdmaPage(m, folio);

/**
 * try_grab_folio() (6.10; before: try_grab_page()): takes references or pins with the page table lock held, so the
 * folio cannot go away. 0 or a negative errno.
 */
export function tryGrabFolio(m: Machine, page: number, refs: number, flags: number): number {
  const folio = m.frames.folio(page);
  if (m.warnOn(m.frames.refcount[folio] <= 0, 'mm/gup.c', 'try_grab_folio', 'reference count <= 0'))
    return -ENOMEM;
  if (refusesP2pdma(m, folio, flags)) return -EREMOTEIO;
  if (flags & FOLL_GET) m.frames.refAdd(folio, refs);
  else if (flags & FOLL_PIN && !uncounted(m, page)) addPins(m, folio, refs);
  return 0;
}

/** try_get_folio(): a reference from a walk without locks; false when the folio is being freed or overflown. */
export function tryGetFolio(m: Machine, folio: number, refs: number): boolean {
  const count = m.frames.refcount[folio];
  if (m.warnOn(count < 0, 'mm/gup.c', 'try_get_folio', 'reference count < 0')) return false;
  if (count === 0) return false;
  m.frames.refAdd(folio, refs);
  return true;
}

/** try_grab_folio_fast() (before 6.10 try_grab_folio()): as above for the lockless walk. True when grabbed. */
export function tryGrabFolioFast(m: Machine, page: number, refs: number, flags: number): boolean {
  const folio = m.frames.folio(page);
  if (refusesP2pdma(m, folio, flags)) return false;
  if (flags & FOLL_GET) return tryGetFolio(m, folio, refs);
  if (
    m.warnOn(
      !(flags & FOLL_PIN),
      'mm/gup.c',
      'try_grab_folio_fast',
      'neither FOLL_GET nor FOLL_PIN',
    )
  )
    return false;
  if (uncounted(m, page)) return true;
  if (flags & FOLL_LONGTERM && !m.profile.longtermPinnable(m, folio)) return false;
  const count = m.frames.refcount[folio];
  if (m.warnOn(count < 0, 'mm/gup.c', 'try_get_folio', 'reference count < 0')) return false;
  if (count === 0) return false;
  addPins(m, folio, refs);
  return true;
}

/** gup_put_folio(): takes back what a grab gave, and frees the folio with the last reference. */
export function gupPutFolio(m: Machine, folio: number, refs: number, flags: number): void {
  if (!(flags & FOLL_PIN)) {
    folioPut(m, folio, refs);
    return;
  }
  if (uncounted(m, folio)) return;
  if (m.profile.pins.countsEvents) m.world.vmstat.nr_foll_pin_released += refs;
  if (m.exactPin[m.frames.order[folio]] !== 0) {
    m.frames.pinAdd(folio, -refs);
    folioPut(m, folio, refs);
  } else {
    folioPut(m, folio, refs * GUP_PIN_COUNTING_BIAS);
  }
}
