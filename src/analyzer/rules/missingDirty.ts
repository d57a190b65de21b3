import { dirtyingAround, fileMarksDirty } from '../flow/dirtying';
import type { Hold } from '../flow/holds';
import type { ReleaseCall } from '../flow/releases';
import type { Confidence } from '../records';
import { siteSpan, siteStep, successes, throughIterator, usesOf, writes } from './evidence';
import type { Report, Rule, SiteFacts } from './rule';

/**
 * Pages are taken for writing and given back without being marked dirty: what was written to a page
 * of a file is lost when the page is reclaimed.
 */
export const missingDirty: Rule = {
  id: 'missing-dirty',
  *check(facts: SiteFacts): Iterable<Report> {
    const { flow, call } = facts;
    if (flow === null || flow.damaged || throughIterator(facts)) return;
    if (!call.flags.may.has('FOLL_WRITE')) return;
    const ended = successes(facts);
    const releases = [
      ...ended.flatMap(({ hold }) => hold.released.map(({ by }) => by)),
      ...flow.later.map((one) => one.call),
    ];
    if (releases.length === 0 || releases.some(isContainer)) return;
    if (
      mayDirty(
        facts,
        ended.map(({ hold }) => hold),
        releases,
      )
    )
      return;
    const sure = usesOf(facts).some(writes) || flagOnly(facts, releases);
    // Without a pin, the struct page may be all that is wanted.
    if (call.site.tracking === 'get' && !sure) return;
    const longterm = call.flags.may.has('FOLL_LONGTERM');
    const last = releases[releases.length - 1];
    const here = last.source.file === call.site.file;
    yield {
      severity: longterm ? 'information' : 'warning',
      confidence: confidence(facts, longterm, sure),
      at: here ? { start: last.node.start, end: last.node.end } : siteSpan(facts),
      message: `${last.fn.name}() gives back pages that ${call.site.api}() in line ${call.site.line} took with FOLL_WRITE, and ${
        flagOnly(facts, releases)
          ? 'a bare SetPageDirty() tells neither the file system nor the page table'
          : 'nothing marks them dirty'
      }`,
      path: [
        siteStep(facts),
        {
          file: last.source.file,
          line: last.source.line(last.node),
          message: `${last.caller}() gives them back with ${last.fn.name}(); what was written may be lost`,
        },
      ],
    };
  },
};

/** What a bio or a list marks dirty is decided where it is given back. */
function isContainer({ fn }: ReleaseCall): boolean {
  const { kind } = fn.fact.argument;
  return kind === 'container' || kind === 'list';
}

function mayDirty(
  { call, flow, release }: SiteFacts,
  holds: readonly Hold[],
  releases: readonly ReleaseCall[],
): boolean {
  // Who gives the pages of an object back is found by name; another release may mark them.
  if (flow?.ownership !== 'local' && fileMarksDirty(call.file.text)) return true;
  return (
    holds.some((hold) => hold.dirtied) ||
    (flow?.ends.some(({ hold }) => hold.dirtied) ?? false) ||
    (flow?.later.some((one) => one.dirty) ?? false) ||
    releases.some(({ source, node }) => dirtyingAround(source, node, release) === 'marks')
  );
}

function flagOnly({ release }: SiteFacts, releases: readonly ReleaseCall[]): boolean {
  return releases.some(({ source, node }) => dirtyingAround(source, node, release) === 'flag-only');
}

/** FOLL_WRITE alone does not prove a write: drivers also pass it to break COW, or out of habit. */
function confidence({ flow }: SiteFacts, longterm: boolean, sure: boolean): Confidence {
  return sure && !longterm && flow?.notFollowed === null ? 'medium' : 'low';
}
