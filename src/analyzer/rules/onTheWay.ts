import { entryOf } from '../flow/functionEntry';
import { siteSpan } from './evidence';
import type { SiteFacts } from './rule';

/**
 * Whether the text is in the site's function, in one that it calls in the file, or in one that calls it
 * there.
 */
export function isOnTheWay(facts: SiteFacts, wanted: RegExp): boolean {
  const { call, flow } = facts;
  const { functions } = call.file;
  const roots = new Set((flow?.ends ?? []).map(({ state }) => state.rootName));
  const at = siteSpan(facts).start;
  // Of most functions the head says enough; to ask a unit for its name would have it parsed.
  const onTheWay = functions.filter(
    (one) => roots.has(entryOf(one)?.name ?? '') || (one.span.start <= at && at < one.span.end),
  );
  const having = functions.filter(({ text }) => wanted.test(text));
  const calls = having.flatMap((one) => {
    const name = entryOf(one)?.name;
    return name === undefined ? [] : [new RegExp(`\\b${name}\\(`)];
  });
  return onTheWay.some((one) => having.includes(one) || calls.some((call) => call.test(one.text)));
}
