import type { Handover } from '../flow/holds';
import type { PathStep } from '../records';
import { chargesUser } from './charging';
import {
  followsNotifier,
  outermost,
  siteSpan,
  siteStep,
  successes,
  throughIterator,
} from './evidence';
import { isOnTheWay } from './onTheWay';
import type { Report, Rule, SiteFacts } from './rule';
import { comesWhenDone, type LaterRelease, livesWithUser } from './userLifetime';

/**
 * Pages stay in an object when the call ends and are given back by another entry into the driver:
 * how long they are held is up to user space. A matter of judgement, so no more than a hint, unless
 * the driver shows that it means them to stay: it charges them to the user as locked memory, maps them
 * for a device, or asks for FOLL_LONGTERM for other pages in the same breath.
 */
export const missingFollLongterm: Rule = {
  id: 'missing-FOLL_LONGTERM',
  *check(facts: SiteFacts): Iterable<Report> {
    const { flow, call } = facts;
    if (flow === null || throughIterator(facts) || followsNotifier(facts)) return;
    if (call.flags.unknown || call.flags.may.has('FOLL_LONGTERM')) return;
    // Without a pin the flag is refused: gup-where-pin-needed says what to do about these.
    if (call.site.tracking === 'get' || hasNoFlags(facts)) return;
    const followed = laterReleases(facts);
    // What is found by name alone tells no more than who takes down what user space set up.
    const named = followed.length === 0 && staysBehind(facts) ? namedReleases(facts) : [];
    const allLater = livesWithUser(facts, named) ? named : followed;
    const later = allLater.at(0) ?? null;
    const isUpToUser = livesWithUser(facts, allLater);
    const meant = staysBehind(facts) ? meantToStay(facts) : null;
    if (meant === null && later === null) return;
    const owner = flow.owner === '' ? `what ${call.site.function}() hands out` : flow.owner;
    const until =
      later === null ? '' : ` until ${later.root}() gives them back: as long as user space likes`;
    yield {
      severity: 'information',
      confidence: meant === null && !isUpToUser ? 'low' : 'medium',
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

function stepOf({ at: { source, node, caller }, name }: LaterRelease): PathStep {
  return {
    file: source.file,
    line: source.line(node),
    message: `${caller}() gives them back with ${name}()`,
  };
}

/**
 * Releases of what the pages were kept in, by other functions than those that take them. A failure may
 * undo it with the same helper; what gives the pages back on the way to success is not later.
 */
function laterReleases(facts: SiteFacts): readonly LaterRelease[] {
  const { flow } = facts;
  if (flow === null || flow.ownership === 'local') return [];
  const ended = successes(facts);
  const roots = new Set(ended.map(({ state }) => state.rootName));
  if (roots.size === 0) return [];
  const within = new Set(ended.flatMap(({ hold }) => hold.released.map(({ by }) => by.node.start)));
  return flow.later
    .filter((one) => !roots.has(one.root) && !within.has(one.call.node.start))
    .map(({ root, call }) => ({ root, at: call, name: call.fn.name }));
}

/** Releases in functions that assignments and calls lead the pages of a struct to. */
function namedReleases(facts: SiteFacts): readonly LaterRelease[] {
  const { flow, paired, call } = facts;
  if (flow?.ownership !== 'struct') return [];
  const named = paired.flatMap(({ release, call: at, isNumber }) =>
    isNumber || !release.on.includes('teardown') || at.caller === call.site.function
      ? []
      : [{ root: at.caller, at, name: release.api }],
  );
  return comesWhenDone(facts, new Set(named.map(({ root }) => root))) ? [] : named;
}

/** Whether the pages are still held, and somebody has them, when the outermost function at hand is left. */
function staysBehind(facts: SiteFacts): boolean {
  const isHandedOn = ({ what }: Handover) => what === 'pages';
  return outermost(facts, successes(facts)).some(
    ({ hold, keepers }) =>
      hold.held.length > 0 && (keepers.length > 0 || hold.handovers.some(isHandedOn)),
  );
}

/** How the driver shows that the pages are to stay; null where it does not. */
function meantToStay(facts: SiteFacts): string | null {
  if (chargesUser(facts)) return '; they are charged to the user as locked memory';
  if (staysMapped(facts)) return '; iommu_map() lets a device at them until they are unmapped';
  return /\bFOLL_LONGTERM\b/.test(facts.call.unit?.text ?? '')
    ? `; ${facts.call.site.function}() takes others with FOLL_LONGTERM`
    : null;
}

/** Mapped for a device (include/linux/iommu.h), and another function unmaps what was mapped. */
function staysMapped(facts: SiteFacts): boolean {
  return /\biommu_unmap/.test(facts.call.file.text) && isOnTheWay(facts, /\biommu_map\w*\s*\(/);
}
