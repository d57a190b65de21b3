import { EAGAIN, EBUSY, ENOMEM } from '../errno';
import { kernelFunction, note } from '../steps';
import { isolateFolio, migratePages, putbackFolio } from '../world/migrate';
import { gupPutFolio } from './grab';
import type { PageSlots } from './slow';

/** What check_and_migrate_movable_pages() answers when everything was unpinned and moved: pin again. */
export const MIGRATED = -EAGAIN;
/** Everything was unpinned, but not all could be moved: pin it where it is (before 5.12). */
export const UNMOVABLE = -EBUSY;

/** A folio that nobody can isolate keeps the kernel trying until its holder lets go; far more tries than any success needs. */
export const MOST_TRIES = 1000;

/** GFP_USER: memory that may be pinned for long. */
const GFP_USER = { movable: false };

/**
 * check_and_migrate_movable_pages_or_folios(): 0 when all may stay pinned where they are. Otherwise all pins are given
 * back, and those folios moved: -EAGAIN when that worked, -ENOMEM when it did not. One entry of `folios` for each pin;
 * `flags` tell a pin from a plain reference, which could be for long until 5.6.
 */
export const checkAndMigrateMovable = kernelFunction(
  'check_and_migrate_movable_pages_or_folios',
  function* (m, folios: readonly number[], flags: number) {
    const unpinnable = new Set(folios.filter((folio) => !m.profile.longtermPinnable(m, folio)));
    if (unpinnable.size === 0) return 0;
    const isolated = [...unpinnable].filter((folio) => isolateFolio(m, folio));
    if (isolated.length === 0 && m.profile.keepsUnmovablePins) return 0;
    for (const folio of folios) gupPutFolio(m, folio, 1, flags);
    if (m.watching) yield note(m, 'must not be pinned there: gives the pins back and moves it');
    const failed = isolated.length > 0 ? yield* migratePages(m, isolated, GFP_USER) : 0;
    for (const folio of isolated) putbackFolio(m, folio);
    if (failed === 0) return MIGRATED;
    return m.profile.keepsUnmovablePins ? UNMOVABLE : -ENOMEM;
  },
);

/** check_and_migrate_movable_pages(): the same for the pages of one call. */
export const checkAndMigrateMovablePages = kernelFunction(
  'check_and_migrate_movable_pages',
  function* (m, slots: PageSlots, count: number, flags: number) {
    const pages = slots.list.slice(slots.at, slots.at + count);
    return yield* checkAndMigrateMovable(
      m,
      pages.map((page) => m.frames.folio(page)),
      flags,
    );
  },
);
