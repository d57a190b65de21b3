import { followsNotifier, siteSpan, siteStep, successes, throughIterator } from './evidence';
import type { Report, Rule, SiteFacts } from './rule';

/**
 * Pages stay in an object when the call ends and are given back by another entry into the driver:
 * how long they are held is up to user space. A matter of judgement, so no more than a hint, unless the
 * function charges them to the user as locked memory, as one does for pages that stay pinned.
 */
export const missingFollLongterm: Rule = {
  id: 'missing-FOLL_LONGTERM',
  *check(facts: SiteFacts): Iterable<Report> {
    const { flow, call } = facts;
    if (flow === null || throughIterator(facts) || followsNotifier(facts)) return;
    if (call.flags.unknown || call.flags.may.has('FOLL_LONGTERM')) return;
    // Without a pin the flag is refused: gup-where-pin-needed says what to do about these.
    if (call.site.tracking === 'get' || flow.ownership !== 'struct') return;
    const roots = new Set(successes(facts).map(({ state }) => state.rootName));
    const within = new Set(
      flow.ends.flatMap(({ hold }) => hold.released.map(({ by }) => by.node.start)),
    );
    const later = flow.later.find(
      (one) => !roots.has(one.root) && !within.has(one.call.node.start),
    );
    if (later === undefined || roots.size === 0) return;
    const { source, node, caller, fn } = later.call;
    yield {
      severity: 'information',
      confidence: accounts(facts) ? 'medium' : 'low',
      at: siteSpan(facts),
      message:
        `${call.site.api}() without FOLL_LONGTERM takes pages that stay in ${flow.owner} until ` +
        `${later.root}() gives them back: as long as user space likes`,
      path: [
        siteStep(facts, `; they are kept in ${flow.owner}`),
        {
          file: source.file,
          line: source.line(node),
          message: `${caller}() gives them back with ${fn.name}()`,
        },
      ],
    };
  },
};

/** Counts pages as locked, or looks at how many may be (mm/util.c, include/linux/mm_types.h). */
const ACCOUNTING = /\b(?:__)?account_locked_vm\b|\b(?:locked_vm|pinned_vm)\b|\bRLIMIT_MEMLOCK\b/;

function accounts({ call }: SiteFacts): boolean {
  const { file, unit } = call;
  return unit !== null && ACCOUNTING.test(file.text.slice(unit.span.start, unit.span.end));
}
