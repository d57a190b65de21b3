import type { PathFact } from '../flow/facts';
import { clearest, confidenceIn, pathOf, spanOf } from './pathReport';
import type { PairedRelease } from '../pairing/pairReleases';
import type { SiteCall } from '../sites/siteCall';
import { entryOf } from '../flow/functionEntry';
import { releaseNamed } from '../flow/releases';
import type { Release } from '../records';
import { functionAround } from '../syntax/syntaxNode';
import type { Report, Rule, SiteFacts } from './rule';

type WrongRelease = Extract<PathFact, { kind: 'wrong-release' }>;

export const wrongReleaseApi: Rule = {
  id: 'wrong-release-api',
  *check(facts: SiteFacts): Iterable<Report> {
    const wrong = (facts.flow?.facts ?? []).filter(
      (fact): fact is WrongRelease => fact.kind === 'wrong-release',
    );
    const isOneKind = takesOneKind(facts);
    for (const one of bySite(wrong)) {
      const best = clearest(one, (fact) => confidenceIn(fact, facts));
      if (best === null) continue;
      const { fact } = best;
      // Whatever else may have got there, it cannot be of the other kind.
      const confidence = isOneKind && best.confidence === 'low' ? 'medium' : best.confidence;
      yield {
        severity: 'error',
        confidence,
        at: spanOf(fact, facts),
        message: wrongMessage(fact.by.fn.name, facts.call),
        path: pathOf(fact, `${fact.by.fn.name}() is the wrong call for them`),
      };
    }
    yield* laterReleases(facts);
    const reported = new Set(wrong.map(({ by }) => by.node.start));
    const told = isOneKind && facts.call.site.tracking === 'get' ? [] : [...pairedReleases(facts)];
    yield* told;
    if (isOneKind && told.length === 0) yield* strangers(facts, reported);
  },
};

function wrongMessage(release: string, call: SiteCall): string {
  const { api, line, tracking } = call.site;
  const how =
    tracking === 'pin' ? 'pinned: use unpin_user_page*()' : 'took without a pin: use put_page()';
  return `${release}() on pages that ${api}() in line ${line} ${how}`;
}

/** Facts about the same release call together. */
function bySite(facts: readonly WrongRelease[]): WrongRelease[][] {
  const groups = new Map<number, WrongRelease[]>();
  for (const fact of facts) {
    const known = groups.get(fact.by.node.start);
    if (known) known.push(fact);
    else groups.set(fact.by.node.start, [fact]);
  }
  return [...groups.values()];
}

/** A release elsewhere, of pages that were kept in the same member of the same struct. */
function* laterReleases(facts: SiteFacts): Iterable<Report> {
  const { flow, call } = facts;
  if (flow === null || isOfIterator(facts)) return;
  // A function that has both calls for them asks first where they came from.
  const choosing = new Set(
    flow.later.filter((one) => one.call.fn.tracking === call.site.tracking).map((one) => one.root),
  );
  const seen = new Set<number>();
  for (const { call: release, root } of flow.later) {
    const { tracking } = release.fn;
    if (tracking === null || tracking === call.site.tracking || choosing.has(root)) continue;
    if (seen.has(release.node.start)) continue;
    seen.add(release.node.start);
    const here = release.source.file === call.site.file;
    const line = release.source.line(release.node);
    yield {
      severity: 'error',
      confidence: 'medium',
      at: here
        ? { start: release.node.start, end: release.node.end }
        : { start: call.tokens.start, end: call.tokens.start + call.site.api.length },
      message: wrongMessage(release.fn.name, call),
      path: [
        {
          file: call.site.file,
          line: call.site.line,
          message: `${call.site.api}() ${call.site.tracking === 'pin' ? 'pins' : 'takes'} pages; they are kept in ${flow.owner}`,
        },
        {
          file: release.source.file,
          line,
          message: `${release.caller}() gives pages of ${flow.owner} back with ${release.fn.name}()`,
        },
      ],
    };
  }
}

/**
 * What iov_iter_extract_pages() leaves in a member is pinned for user-backed iterators only, and given
 * back by another call for the others.
 */
const isOfIterator = ({ call }: SiteFacts) => call.site.api === 'iov_iter_extract_pages';

/** The file takes no pins at all, or nothing but pins: it has none of the other kind to give back. */
function takesOneKind({ call: { site, file } }: SiteFacts): boolean {
  const others = site.tracking === 'get' ? TAKES_PINS : TAKES_REFERENCES;
  const own = new Set(file.functions.map((one) => entryOf(one)?.name ?? ''));
  // Its own functions are named like what they do; what that is stands in them.
  for (const { index } of file.text.matchAll(others))
    if (!own.has(wordAround(file.text, index)) && !isInComment(file.text, index)) return false;
  return true;
}

function isInComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
  return line.includes('//') || text.lastIndexOf('/*', offset) > text.lastIndexOf('*/', offset);
}

function wordAround(text: string, offset: number): string {
  const before = /\w*$/.exec(text.slice(Math.max(0, offset - LONGEST_WORD), offset))?.[0] ?? '';
  const behind = /^\w*/.exec(text.slice(offset, offset + LONGEST_WORD))?.[0] ?? '';
  return before + behind;
}

const LONGEST_WORD = 80;

const TAKES_PINS = /\bpin_user_pages|\biov_iter_extract_pages|\bpin_\w*folios|\bfolio_add_pins/g;

/** Whatever hands out a page or folio with a reference, or lets others bring theirs. */
const TAKES_REFERENCES =
  /get_(?:user_)?page|folio_(?:try_)?get|iov_iter_get_pages|\balloc_(?!workqueue|chrdev|percpu)\w*\(|folio_alloc|(?:find|read|grab|lock|filemap|shmem|splice|frag)_\w*(?:page|folio|frag)|(?:page|folio)_cache|(?<!\b(?:pfn|phys|virt)_)to_page\b|gfn_to_pfn|follow_pfn|\bpage_ref_/g;

/** Calls that drop what the file takes none of: whatever way led there, it is the wrong call. */
function* strangers(facts: SiteFacts, reported: ReadonlySet<number>): Iterable<Report> {
  const { call, paired, misfits, flow } = facts;
  const told = isOfIterator(facts) ? [] : (flow?.later ?? []);
  const later = new Set(told.map((one) => one.call.node.start));
  for (const { release, call: at } of [...paired, ...misfits]) {
    // In the site's own function paths tell what is in an array by then: it may be another page.
    if (call.site.tracking === 'pin' && !release.on.includes('teardown')) continue;
    // A call of a function that gives pages back is not where they are given back.
    const drops = releaseNamed(release.api)?.tracking ?? null;
    if (drops === null || drops === call.site.tracking || release.file !== call.site.file) continue;
    // What the kernel has an address for it may have allocated.
    if (at.source.of(functionAround(at.node)).includes('virt_to_')) continue;
    if (!reported.has(at.node.start) && !later.has(at.node.start))
      yield pairedReport(facts, release, at);
  }
}

/**
 * A release in another function that assignments and calls lead the pages to, when no release there
 * fits. Which way they go is not known, so code that asks first is left alone.
 */
function* pairedReleases(facts: SiteFacts): Iterable<Report> {
  const { flow, call, paired } = facts;
  if (flow === null || call.site.api.startsWith('iov_iter_')) return;
  const followed = new Set([
    ...flow.later.map((one) => one.call.node.start),
    ...flow.ends.flatMap(({ hold }) => hold.released.map(({ by }) => by.node.start)),
  ]);
  const elsewhere = paired.filter((one) => one.release.on.includes('teardown'));
  const fits = ({ tracking }: PairedRelease) =>
    tracking === null || tracking === call.site.tracking;
  if (elsewhere.some(fits)) return;
  for (const { release, call: at } of elsewhere) {
    if (followed.has(at.node.start)) continue;
    yield pairedReport(facts, release, at);
  }
}

function pairedReport({ call }: SiteFacts, release: Release, at: PairedRelease['call']): Report {
  const here = release.file === call.site.file;
  return {
    severity: 'error',
    confidence: 'medium',
    at: here
      ? { start: at.node.start, end: at.node.end }
      : { start: call.tokens.start, end: call.tokens.start + call.site.api.length },
    message: wrongMessage(release.api, call),
    path: [
      {
        file: call.site.file,
        line: call.site.line,
        message: `${call.site.api}() ${call.site.tracking === 'pin' ? 'pins' : 'takes'} pages`,
      },
      {
        file: release.file,
        line: release.line,
        message: `${release.function}() gives them back with ${release.api}()`,
      },
    ],
  };
}
