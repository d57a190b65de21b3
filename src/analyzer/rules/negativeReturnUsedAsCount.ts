import type { PathFact } from '../flow/facts';
import { clearest, confidenceIn, pathOf, spanOf } from './pathReport';
import type { Report, Rule, SiteFacts } from './rule';

type NegativeCount = Extract<PathFact, { kind: 'negative-count' }>;

export const negativeReturnUsedAsCount: Rule = {
  id: 'negative-return-used-as-count',
  *check(facts: SiteFacts): Iterable<Report> {
    const negative = (facts.flow?.facts ?? []).filter(
      (fact): fact is NegativeCount => fact.kind === 'negative-count',
    );
    const best = clearest(negative, (fact) => confidenceIn(fact, facts));
    if (best === null) return;
    const { fact, confidence } = best;
    const { api, line } = facts.call.site;
    yield {
      severity: 'error',
      confidence,
      at: spanOf(fact, facts),
      message: `${fact.by.fn.name}() is given a negative errno as its count when ${api}() in line ${line} fails`,
      path: pathOf(fact, 'the count is negative here'),
    };
  },
};
