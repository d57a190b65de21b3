import { isOnTheWay } from './onTheWay';
import type { SiteFacts } from './rule';

/** Counts pages as locked, or looks at how many may be (mm/util.c, include/linux/mm_types.h). */
const ACCOUNTING = /\b(?:__)?account_locked_vm\b|\b(?:locked_vm|pinned_vm)\b|\bRLIMIT_MEMLOCK\b/;

/**
 * Whether the site's function charges the pages to the user as locked memory, as is done for pages
 * that stay pinned: by itself, by what it calls in the file, or by who calls it there.
 */
export function chargesUser(facts: SiteFacts): boolean {
  return isOnTheWay(facts, ACCOUNTING);
}
