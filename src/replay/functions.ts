/** How the functions a kernel calls are run on the simulator, which knows the ones of mm/gup.c. */

const ACQUIRES = new Set([
  'get_user_pages',
  'get_user_pages_fast',
  'get_user_pages_fast_only',
  'get_user_pages_remote',
  'get_user_pages_unlocked',
  'pin_user_pages',
  'pin_user_pages_fast',
  'pin_user_pages_fast_only',
  'pin_user_pages_remote',
  'pin_user_pages_unlocked',
]);

/**
 * What a site's function comes down to. iov_iter_get_pages*() and iov_iter_extract_pages() take
 * the pages of a user buffer with get_user_pages_fast() and pin_user_pages_fast() (lib/iov_iter.c).
 */
export function acquireFunction(api: string, tracking: 'get' | 'pin'): string {
  if (ACQUIRES.has(api)) return api;
  const plural = api.replace(/_user_page(?=_|$)/, '_user_pages').replace(/_vma(?=_|$)/, '');
  if (ACQUIRES.has(plural)) return plural;
  return tracking === 'pin' ? 'pin_user_pages_fast' : 'get_user_pages_fast';
}

const RELEASES = new Set([
  'unpin_user_page',
  'unpin_user_pages',
  'unpin_user_pages_dirty_lock',
  'unpin_user_page_range_dirty_lock',
  'unpin_user_folio',
  'unpin_folios',
]);

/** Releases that drop one plain reference a page, whatever they are called. */
const PUTS = new Set(['put_page', 'folio_put', 'release_pages', 'put_user_page']);

/** For pages of alloc_page(), though code gives user pages to them. */
const FREES = new Set(['__free_page', '__free_pages']);

/** A function that gives pages back itself, not one that calls such a function. */
export const isRelease = (api: string): boolean =>
  RELEASES.has(api) || PUTS.has(api) || FREES.has(api);

/** The `how` of a release step: helpers that do not say release what the site's kind of acquire takes. */
export function releaseHow(api: string, dirty: boolean, tracking: 'get' | 'pin'): string {
  if (RELEASES.has(api)) return api;
  if (FREES.has(api)) return '__free_page';
  const gets = PUTS.has(api) || (tracking === 'get' && !api.startsWith('unpin_'));
  if (gets) return dirty ? 'set_page_dirty_lock+put_page' : 'put_page';
  return dirty ? 'unpin_user_pages_dirty_lock' : 'unpin_user_pages';
}
