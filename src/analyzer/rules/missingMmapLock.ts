import type { PathFact } from '../flow/facts';
import { clearest, confidenceIn, pathOf } from './pathReport';
import { siteSpan } from './evidence';
import type { Report, Rule, SiteFacts } from './rule';

type MissingLock = Extract<PathFact, { kind: 'missing-lock' }>;

/**
 * A slow call on a path that has given mmap_lock back. A function that never touches the lock is
 * called with it held, as far as can be seen, and is not reported.
 */
export const missingMmapLock: Rule = {
  id: 'missing-mmap-lock',
  *check(facts: SiteFacts): Iterable<Report> {
    const lost = (facts.flow?.facts ?? []).filter(
      (fact): fact is MissingLock => fact.kind === 'missing-lock' && fact.how !== 'never',
    );
    const best = clearest(lost, (fact) => confidenceIn(fact, facts));
    if (best === null) return;
    const { fact, confidence } = best;
    const { api } = facts.call.site;
    yield {
      severity: 'warning',
      confidence,
      at: siteSpan(facts),
      message:
        fact.how === 'dropped'
          ? `${api}() is called again although the call before may have dropped mmap_lock`
          : `${api}() is called after mmap_lock was given back`,
      path: pathOf(fact, `${api}() wants mmap_lock held`),
    };
  },
};
