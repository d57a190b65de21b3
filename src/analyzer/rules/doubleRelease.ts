import type { PathFact } from '../flow/facts';
import type { Confidence } from '../records';
import { clearest, confidenceIn, pathOf, spanOf, words } from './pathReport';
import type { Report, Rule, SiteFacts } from './rule';

type DoubleRelease = Extract<PathFact, { kind: 'double-release' }>;

export const doubleRelease: Rule = {
  id: 'double-release',
  *check(facts: SiteFacts): Iterable<Report> {
    const double = (facts.flow?.facts ?? []).filter(
      (fact): fact is DoubleRelease => fact.kind === 'double-release',
    );
    const best = clearest(double, (fact) => doubleConfidence(fact, facts));
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

/** Null when something was given the pages that may have taken a reference of its own. */
function doubleConfidence(fact: DoubleRelease, facts: SiteFacts): Confidence | null {
  const { hold } = fact;
  const shared = hold?.handovers.some(({ what }) => what === 'pages') ?? false;
  if (shared && hold !== null && !(facts.fileFlow?.onlyBorrowed(hold, false) ?? false)) return null;
  return confidenceIn(fact, facts);
}
