import { reportForgetfulTeardown } from './forgetfulTeardown';
import { reportIdleRelease } from './idleRelease';
import { reportKeptForever } from './keptForever';
import { reportNeverLast } from './lastPut';
import { reportLeak } from './leaks';
import { reportLostRelease } from './lostStatement';
import type { Report, Rule, SiteFacts } from './rule';

export const leakOnSuccess: Rule = {
  id: 'leak-on-success',
  *check(facts: SiteFacts): Iterable<Report> {
    yield* reportLeak(
      facts,
      'leak-on-success',
      (taken, give) =>
        `pages ${taken} by ${facts.call.site.api}() are neither ${give} nor kept anywhere on this path`,
    );
    const kept = [...reportKeptForever(facts)];
    yield* kept;
    if (kept.length === 0) yield* reportForgetfulTeardown(facts);
    yield* reportIdleRelease(facts);
    yield* reportNeverLast(facts);
    yield* reportLostRelease(facts, 'elsewhere');
  },
};
