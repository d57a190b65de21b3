import { reportLeak } from './leaks';
import type { Report, Rule, SiteFacts } from './rule';
import { reportForgetfulExit } from './siblingExits';

export const leakOnPartial: Rule = {
  id: 'leak-on-partial',
  *check(facts: SiteFacts): Iterable<Report> {
    const lost = [
      ...reportLeak(
        facts,
        'leak-on-partial',
        (taken, give) =>
          `pages that a short ${facts.call.site.api}() has ${taken} are not ${give} on this path`,
      ),
    ];
    yield* lost;
    if (lost.length === 0) yield* reportForgetfulExit(facts, 'short');
  },
};
