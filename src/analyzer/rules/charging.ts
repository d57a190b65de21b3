import { entryOf } from '../flow/functionEntry';
import { siteSpan } from './evidence';
import type { SiteFacts } from './rule';

/** Counts pages as locked, or looks at how many may be (mm/util.c, include/linux/mm_types.h). */
const ACCOUNTING = /\b(?:__)?account_locked_vm\b|\b(?:locked_vm|pinned_vm)\b|\bRLIMIT_MEMLOCK\b/;

/**
 * Whether the site's function charges the pages to the user as locked memory, as is done for pages
 * that stay pinned: by itself, by what it calls in the file, or by who calls it there.
 */
export function chargesUser(facts: SiteFacts): boolean {
  const { call, flow } = facts;
  const { functions } = call.file;
  const roots = new Set((flow?.ends ?? []).map(({ state }) => state.rootName));
  const at = siteSpan(facts).start;
  // Of most functions the head says enough; to ask a unit for its name would have it parsed.
  const onTheWay = functions.filter(
    (one) => roots.has(entryOf(one)?.name ?? '') || (one.span.start <= at && at < one.span.end),
  );
  const charging = functions.filter(({ text }) => ACCOUNTING.test(text));
  const calls = charging.flatMap((one) => {
    const name = entryOf(one)?.name;
    return name === undefined ? [] : [new RegExp(`\\b${name}\\(`)];
  });
  return onTheWay.some(
    (one) => charging.includes(one) || calls.some((call) => call.test(one.text)),
  );
}
