import type { PathFact } from '../flow/facts';
import { reportOffByOne } from './offByOne';
import { clearest, confidenceIn, pathOf, spanOf } from './pathReport';
import type { Report, Rule, SiteFacts } from './rule';

type OverRelease = Extract<PathFact, { kind: 'over-release' }>;

export const releaseCountMismatch: Rule = {
  id: 'release-count-mismatch',
  *check(facts: SiteFacts): Iterable<Report> {
    const over = (facts.flow?.facts ?? []).filter(
      (fact): fact is OverRelease => fact.kind === 'over-release',
    );
    const best = clearest(over, (fact) => confidenceIn(fact, facts));
    if (best === null) {
      yield* reportOffByOne(facts);
      return;
    }
    const { fact, confidence } = best;
    const { api, line } = facts.call.site;
    const had =
      fact.hold === null
        ? `${api}() in line ${line} took none`
        : `${api}() in line ${line} took fewer`;
    yield {
      severity: 'error',
      confidence,
      at: spanOf(fact, facts),
      message: `${fact.by.fn.name}() gives back more pages than are held: on this path ${had}`,
      path: pathOf(fact, 'slots that hold no page are given back'),
    };
  },
};
