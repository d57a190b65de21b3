import { siteSpan, siteStep, throughIterator, writes } from './evidence';
import type { Report, Rule, SiteFacts } from './rule';

/** The kernel or a device writes to pages that were taken without FOLL_WRITE. */
export const missingFollWrite: Rule = {
  id: 'missing-FOLL_WRITE',
  *check(facts: SiteFacts): Iterable<Report> {
    const { flow, call } = facts;
    if (flow === null || throughIterator(facts)) return;
    if (call.flags.unknown || call.flags.may.has('FOLL_WRITE')) return;
    for (const { hold, state } of flow.ends) {
      const use = hold.uses.find(writes);
      if (use === undefined) continue;
      const { source } = hold.call;
      // A bidirectional mapping is often the habit of a driver whose device only reads.
      const certain = use.kind === 'cpu-write';
      yield {
        severity: 'warning',
        confidence: certain && !state.approximate ? 'medium' : 'low',
        at: siteSpan(facts),
        message:
          `${call.site.api}() without FOLL_WRITE takes pages that ${use.by}() writes to: a page ` +
          'shared with another process or with a file is changed behind its back',
        path: [
          siteStep(facts),
          {
            file: source.file,
            line: source.line(use.node),
            message: `${use.by}() writes to them`,
          },
        ],
      };
      return;
    }
  },
};
