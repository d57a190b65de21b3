import type { Site } from './records';

/**
 * The site with what it says by itself of where its pages go: without an array it takes none, and
 * where no path was followed to its end, a release in its own function makes them local.
 */
export function withPlainOwnership(site: Site): Site {
  if (takesNone(site)) return { ...site, ownership: 'never', owner: '' };
  const isHere = site.releases.some(
    (one) => one.file === site.file && one.function === site.function,
  );
  return site.ownership === 'unknown' && isHere ? { ...site, ownership: 'local' } : site;
}

/**
 * get_user_pages*() that is given no array faults pages in and takes no reference (mm/gup.c, all
 * releases): whoever wants to know whether they are there calls it so.
 */
const takesNone = ({ pages }: Site): boolean => /^(?:NULL|0)$/.test(pages);
