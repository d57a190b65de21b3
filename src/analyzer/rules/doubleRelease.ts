import type { PathFact } from '../flow/facts';
import { clearest, confidenceIn, pathOf, spanOf, words } from './pathReport';
import type { Report, Rule, SiteFacts } from './rule';

type DoubleRelease = Extract<PathFact, { kind: 'double-release' }>;

export const doubleRelease: Rule = {
  id: 'double-release',
  *check(facts: SiteFacts): Iterable<Report> {
    const double = (facts.flow?.facts ?? []).filter(
      (fact): fact is DoubleRelease => fact.kind === 'double-release',
    );
    const best = clearest(double, (fact) => confidenceIn(fact, facts));
    if (best === null) return;
    const { fact, confidence } = best;
    const { give } = words(facts);
    const first = fact.first.source.line(fact.first.node);
    yield {
      severity: 'error',
      confidence,
      at: spanOf(fact, facts),
      message:
        `${fact.by.fn.name}() on pages of ${facts.call.site.api}() in line ${facts.call.site.line} ` +
        `that ${fact.first.fn.name}() in line ${first} has already ${give}`,
      path: pathOf(fact, 'the same pages are given back a second time'),
    };
  },
};
