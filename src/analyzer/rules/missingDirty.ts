import { dirtyingAround, fileMarksDirty } from '../flow/dirtying';
import type { Hold } from '../flow/holds';
import type { CallPosition, ReleaseCall } from '../flow/releases';
import { effectsOf } from '../../kernel';
import type { PairedRelease } from '../pairing/pairReleases';
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
    const followed = ownReleases(facts, [
      ...ended.flatMap(({ hold }) => hold.released.map(({ by }) => by)),
      ...flow.later.map((one) => one.call),
    ]);
    const releases = followed.length > 0 ? followed.map(given) : pairedElsewhere(facts);
    if (releases.length === 0 || followed.some(isContainer)) return;
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
      message: `${last.name}() gives back pages that ${call.site.api}() in line ${call.site.line} took with FOLL_WRITE, and ${
        flagOnly(facts, releases)
          ? 'a bare SetPageDirty() tells neither the file system nor the page table'
          : 'nothing marks them dirty'
      }`,
      path: [
        siteStep(facts),
        {
          file: last.source.file,
          line: last.source.line(last.node),
          message: `${last.caller}() gives them back with ${last.name}(); what was written may be lost`,
        },
      ],
    };
  },
};

/** Without those that are for pages of another origin in the same member, where there are others. */
function ownReleases({ call }: SiteFacts, all: readonly ReleaseCall[]): readonly ReleaseCall[] {
  const own = all.filter(({ fn }) => fn.tracking === null || fn.tracking === call.site.tracking);
  return own.length > 0 ? own : all;
}

/** A call that gives pages back, and its name. */
type Given = CallPosition & { readonly name: string };

const given = ({ fn, source, node, caller }: ReleaseCall): Given => ({
  name: fn.name,
  source,
  node,
  caller,
});

/** Releases in other functions that are known by the names of what they are given. */
function pairedElsewhere({ paired, release }: SiteFacts): Given[] {
  const elsewhere = paired.filter((one) => one.release.on.includes('teardown'));
  const isPlain = ({ release: { api } }: PairedRelease) =>
    effectsOf(api, release)?.some(
      (effect) => effect.does === 'releases' && /^(?:page|array)$/.test(effect.argument.kind),
    ) ?? false;
  return elsewhere.every(isPlain)
    ? elsewhere.map((one) => ({ ...one.call, name: one.release.api }))
    : [];
}

/** What a bio or a list marks dirty is decided where it is given back. */
function isContainer({ fn }: ReleaseCall): boolean {
  const { kind } = fn.fact.argument;
  return kind === 'container' || kind === 'list';
}

function mayDirty(
  { call, flow, release }: SiteFacts,
  holds: readonly Hold[],
  releases: readonly Given[],
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

function flagOnly({ release }: SiteFacts, releases: readonly Given[]): boolean {
  return releases.some(({ source, node }) => dirtyingAround(source, node, release) === 'flag-only');
}

/** FOLL_WRITE alone does not prove a write: drivers also pass it to break COW, or out of habit. */
function confidence({ flow }: SiteFacts, longterm: boolean, sure: boolean): Confidence {
  return sure && !longterm && flow?.notFollowed === null ? 'medium' : 'low';
}
