import { ACQUIRE_FRAGMENTS } from './callTokens';

/**
 * Fragments that together stand in every name of a function that takes or gives back pages, and in
 * every flag: what else of a tree is worth knowing to follow pages far.
 */
export const PAGE_FRAGMENTS: readonly string[] = [
  ...ACQUIRE_FRAGMENTS,
  ...['put_page', 'release_page', 'page_cache_release', 'swap_cache'],
  ...['folio_put', 'unpin_folio', 'user_folio', 'FOLL_'],
];

/** Whether the source has to do with user pages, as far as names tell. */
export function mentionsPages(text: string): boolean {
  return PAGE_FRAGMENTS.some((fragment) => text.includes(fragment));
}
