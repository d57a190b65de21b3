import type { Handover } from '../flow/holds';
import type { ForeignRelease } from '../flow/rootResult';
import type { PathStep } from '../records';
import { chargesUser } from './charging';
import { followsNotifier, siteSpan, siteStep, successes, throughIterator } from './evidence';
import type { Report, Rule, SiteFacts } from './rule';

/**
 * Pages stay in an object when the call ends and are given back by another entry into the driver:
 * how long they are held is up to user space. A matter of judgement, so no more than a hint, unless
 * the driver shows that it means them to stay: it charges them to the user as locked memory, or asks
 * for FOLL_LONGTERM for other pages in the same breath.
 */
export const missingFollLongterm: Rule = {
  id: 'missing-FOLL_LONGTERM',
  *check(facts: SiteFacts): Iterable<Report> {
    const { flow, call } = facts;
    if (flow === null || throughIterator(facts) || followsNotifier(facts)) return;
    if (call.flags.unknown || call.flags.may.has('FOLL_LONGTERM')) return;
    // Without a pin the flag is refused: gup-where-pin-needed says what to do about these.
    if (call.site.tracking === 'get' || hasNoFlags(facts)) return;
    const later = laterRelease(facts);
    const meant = staysBehind(facts) ? meantToStay(facts) : null;
    if (meant === null && later === null) return;
    const owner = flow.owner === '' ? `what ${call.site.function}() hands out` : flow.owner;
    const until =
      later === null ? '' : ` until ${later.root}() gives them back: as long as user space likes`;
    yield {
      severity: 'information',
      confidence: meant === null ? 'low' : 'medium',
      at: siteSpan(facts),
      message: `${call.site.api}() without FOLL_LONGTERM takes pages that stay in ${owner}${until}${meant ?? ''}`,
      path: [
        siteStep(facts, flow.owner === '' ? '' : `; they are kept in ${flow.owner}`),
        ...(later === null ? [] : [stepOf(later)]),
      ],
    };
  },
};

/** memfd_pin_folios() is long-term by itself (mm/gup.c, 6.11 on). */
const hasNoFlags = ({ call }: SiteFacts): boolean => call.site.api === 'memfd_pin_folios';

function stepOf({ call: { source, node, caller, fn } }: ForeignRelease): PathStep {
  return {
    file: source.file,
    line: source.line(node),
    message: `${caller}() gives them back with ${fn.name}()`,
  };
}

/** A release of what the pages were kept in, by another function than those that take them. */
function laterRelease(facts: SiteFacts): ForeignRelease | null {
  const { flow } = facts;
  if (flow?.ownership !== 'struct') return null;
  const roots = new Set(successes(facts).map(({ state }) => state.rootName));
  if (roots.size === 0) return null;
  const within = new Set(
    flow.ends.flatMap(({ hold }) => hold.released.map(({ by }) => by.node.start)),
  );
  const found = flow.later.find((one) => !roots.has(one.root) && !within.has(one.call.node.start));
  return found ?? null;
}

/** Whether the pages are still held, and somebody has them, when the outermost function at hand is left. */
function staysBehind(facts: SiteFacts): boolean {
  const ended = successes(facts);
  const callers = ended.filter(({ state }) => state.rootName !== facts.call.site.function);
  const outermost = callers.length > 0 ? callers : ended;
  const isHandedOn = ({ what }: Handover) => what === 'pages';
  return outermost.some(
    ({ hold, keepers }) =>
      hold.held.length > 0 && (keepers.length > 0 || hold.handovers.some(isHandedOn)),
  );
}

/** How the driver shows that the pages are to stay; null where it does not. */
function meantToStay(facts: SiteFacts): string | null {
  if (chargesUser(facts)) return '; they are charged to the user as locked memory';
  return /\bFOLL_LONGTERM\b/.test(facts.call.unit?.text ?? '')
    ? `; ${facts.call.site.function}() takes others with FOLL_LONGTERM`
    : null;
}
