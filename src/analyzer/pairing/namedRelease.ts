import { effectsOf, type KernelRelease, releaseFunction } from '../../kernel';
import type { Tracking } from '../records';

/** What a call of a well-known function gives back. */
export interface NamedRelease {
  /** The argument that is a page, an array of them, or what holds them. */
  readonly param: number;
  /** Null when it gives back whichever reference the container took. */
  readonly tracking: Tracking | null;
  /**
   * It belongs to something else than a site, as __free_page() does to alloc_page(): pages of a site
   * are given back so only by mistake, or in passing, where the site itself is.
   */
  readonly isStray: boolean;
}

/** How the function of that name gives pages back, or null when it is not known to. */
export function namedRelease(name: string, r: KernelRelease): NamedRelease | null {
  const known = releaseFunction(name);
  if (known)
    return { param: known.release.argument.param, tracking: known.tracking, isStray: false };
  for (const effect of effectsOf(name, r) ?? [])
    if (effect.does === 'releases' && effect.tracking !== 'owner')
      return { param: effect.argument.param, tracking: effect.tracking, isStray: true };
  return null;
}
