import type { FunctionUnit } from '../syntax/functionUnit';
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
  const { functions, text } = call.file;
  const roots = new Set((flow?.ends ?? []).map(({ state }) => state.rootName));
  const at = siteSpan(facts).start;
  const onTheWay = functions.filter(
    ({ name, span }) => roots.has(name) || (span.start <= at && at < span.end),
  );
  const textOf = ({ span }: FunctionUnit) => text.slice(span.start, span.end);
  const charging = functions.filter((one) => ACCOUNTING.test(textOf(one)));
  return onTheWay.some((one) => {
    const own = textOf(one);
    return (
      charging.includes(one) || charging.some(({ name }) => new RegExp(`\\b${name}\\(`).test(own))
    );
  });
}
