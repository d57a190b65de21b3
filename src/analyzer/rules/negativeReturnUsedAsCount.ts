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
    yield {
      severity: 'error',
      confidence,
      at: spanOf(fact, facts),
      message: said(fact, facts),
      path: pathOf(
        fact,
        fact.how === 'count'
          ? 'the count is negative here'
          : 'slots that hold no page are given back',
      ),
    };
  },
};

function said({ by, how }: NegativeCount, { call }: SiteFacts): string {
  const { api, line } = call.site;
  switch (how) {
    case 'count':
      return `${by.fn.name}() is given a negative errno as its count when ${api}() in line ${line} fails`;
    case 'compared':
      return `${by.fn.name}() gives back pages that were never taken when ${api}() in line ${line} fails: its negative errno is compared as an unsigned number, which takes it for a success`;
    case 'bound':
      return `${by.fn.name}() gives back pages of ${api}() in line ${line} up to a negative errno, which is a huge number without its sign`;
  }
}
