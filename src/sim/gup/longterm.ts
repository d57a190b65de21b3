import { EAGAIN, ENOMEM } from '../errno';
import { kernelFunction, note } from '../steps';
import { FOLL_PIN } from './follFlags';
import { gupPutFolio } from './grab';
import type { PageSlots } from './slow';

/** What check_and_migrate_movable_pages() answers when everything was unpinned and moved: pin again. */
export const MIGRATED = -EAGAIN;

/** check_and_migrate_movable_pages(): 0 when all pages may stay pinned for long. */
export const checkAndMigrateMovablePages = kernelFunction(
  'check_and_migrate_movable_pages',
  function* (m, slots: PageSlots, count: number) {
    const folios = slots.list.slice(slots.at, slots.at + count).map((p) => m.frames.folio(p));
    if (folios.every((folio) => m.profile.longtermPinnable(m, folio))) return 0;
    if (m.profile.keepsUnmovablePins) return 0;
    for (const folio of folios) gupPutFolio(m, folio, 1, FOLL_PIN);
    if (m.watching) yield note(m, 'a page must not be pinned where it is, and cannot be moved');
    return -ENOMEM;
  },
);
