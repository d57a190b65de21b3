import { reportUncounted } from './countedOwner';
import { reportIdleLabel } from './idleLabel';
import { lostLeaks, reportLeak } from './leaks';
import { reportLostRelease } from './lostStatement';
import type { Report, Rule, SiteFacts } from './rule';
import { reportForgetfulExit } from './siblingExits';
import { reportUnreached } from './unreachedRelease';

export const leakOnError: Rule = {
  id: 'leak-on-error',
  *check(facts: SiteFacts): Iterable<Report> {
    const lost = [
      ...reportLeak(
        facts,
        'leak-on-error',
        (taken, give) =>
          `pages ${taken} by ${facts.call.site.api}() are not ${give} on this error path`,
      ),
      ...reportUncounted(facts),
      ...reportUnreached(facts),
    ];
    yield* lost;
    if (lost.length === 0) yield* reportForgetfulExit(facts, 'full');
    if (lostLeaks(facts).length > 0) return;
    yield* reportLostRelease(facts, 'here');
    yield* reportIdleLabel(facts);
  },
};
