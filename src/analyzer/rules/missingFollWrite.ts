import type { ReleaseCall } from '../flow/releases';
import type { Confidence } from '../records';
import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
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
      const step = { source, node: use.node, what: `${use.by} writes to them` };
      yield report(
        facts,
        certain && !state.approximate ? 'medium' : 'low',
        `${use.by} writes to`,
        step,
      );
      return;
    }
    const marked = markedDirty(facts);
    if (marked === null) return;
    const { fn, source, node } = marked;
    yield report(facts, 'medium', `${fn.name}() marks dirty`, {
      source,
      node,
      what: `${fn.name}() marks them dirty, as after a write`,
    });
  },
};

/** The release that marks the pages dirty: somebody is meant to have written to them. */
function markedDirty({ flow }: SiteFacts): ReleaseCall | null {
  for (const { hold, state } of flow?.ends ?? [])
    for (const { by, dirty } of hold.released) if (dirty && !state.approximate) return by;
  return flow?.later.find((one) => one.dirty)?.call ?? null;
}

function report(
  facts: SiteFacts,
  confidence: Confidence,
  does: string,
  { source, node, what }: { source: SourceText; node: SyntaxNode; what: string },
): Report {
  return {
    severity: 'warning',
    confidence,
    at: siteSpan(facts),
    message:
      `${facts.call.site.api}() without FOLL_WRITE takes pages that ${does}: a page ` +
      'shared with another process or with a file is changed behind its back',
    path: [siteStep(facts), { file: source.file, line: source.line(node), message: what }],
  };
}
