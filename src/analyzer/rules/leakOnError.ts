import { reportUncounted } from './countedOwner';
import { reportLeak } from './leaks';
import type { Report, Rule, SiteFacts } from './rule';

export const leakOnError: Rule = {
  id: 'leak-on-error',
  *check(facts: SiteFacts): Iterable<Report> {
    yield* reportLeak(
      facts,
      'leak-on-error',
      (taken, give) =>
        `pages ${taken} by ${facts.call.site.api}() are not ${give} on this error path`,
    );
    yield* reportUncounted(facts);
  },
};
