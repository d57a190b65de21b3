import { dirtyingAround, fileMarksDirty } from '../flow/dirtying';
import type { Confidence } from '../records';
import { cleanUser, type CleanUser } from './cleanUser';
import { dirtyingOf, type Given, given, releasesToJudge } from './dirtyEvidence';
import { misplacedDirtying } from './dirtyPlace';
import { siteSpan, siteStep, throughIterator, usesOf, writes } from './evidence';
import { marksTheOthers } from './inverted';
import { mayBeFilled } from './iteratorDirection';
import { lostDirtying } from './lostStatement';
import { meansToFill } from './meansToFill';
import type { Report, Rule, SiteFacts } from './rule';
import { unheededDirty } from './toldDirty';

/**
 * Pages are taken for writing and given back without being marked dirty: what was written to a page
 * of a file is lost when the page is reclaimed.
 */
export const missingDirty: Rule = {
  id: 'missing-dirty',
  *check(facts: SiteFacts): Iterable<Report> {
    const { flow, call } = facts;
    if (flow === null || flow.damaged) return;
    const unheeded = toldDirty(facts) ?? lostDirtying(facts);
    if (unheeded !== null) {
      yield unheeded;
      return;
    }
    // An iterator says which way the data goes only when it is asked; what is done with it tells too.
    const written = usesOf(facts).some(writes);
    const mayBe = throughIterator(facts) ? written || isFilled(facts) : asksToWrite(facts);
    if (!mayBe) return;
    const told = toldNot(facts);
    if (told !== null) {
      yield reportToldNot(facts, told);
      return;
    }
    const misplaced = reportMisplaced(facts);
    if (misplaced !== null) {
      yield misplaced;
      return;
    }
    const judged = releasesToJudge(facts);
    const releases = judged.length > 0 ? judged : releasesAfterFlag(facts);
    if (releases.length === 0) return;
    const inverted = releases.find((release) => marksTheOthers(facts, release));
    if (inverted !== undefined) {
      yield reportInverted(facts, inverted);
      return;
    }
    const dirtying = dirtyingOf(facts, releases);
    if (dirtying.kind === 'marks') {
      const clean = cleanUser(facts);
      if (clean !== null) yield reportCleanUser(facts, clean);
      return;
    }
    const last = releases[releases.length - 1];
    if (dirtying.kind === 'unlocked') {
      yield reportUnlocked(facts, dirtying.at, last);
      return;
    }
    const flagOnly = dirtying.kind === 'flag-only';
    // Without a pin, the struct page may be all that is wanted, unless it is a transfer.
    const isData = written || flagOnly || throughIterator(facts) || isForDevice(facts);
    if (call.site.tracking === 'get' && !isData) return;
    const longterm = isLongterm(facts);
    // Whoever sets the flag means the pages to be written back, however long they are kept.
    const inVain = flagOnly && asksToWrite(facts);
    const sure = saysNo(last) || inVain;
    yield {
      severity: longterm && !inVain ? 'information' : 'warning',
      confidence:
        sure || meansToFill(facts) ? 'medium' : confidence(facts, longterm, written || flagOnly),
      at: spanOf(facts, last),
      message: `${last.name}() gives back pages that ${asked(facts)}, and ${
        flagOnly
          ? 'a bare SetPageDirty() tells neither the file system nor the page table'
          : 'nothing marks them dirty'
      }`,
      path: [siteStep(facts), givenBack(last, 'what was written may be lost')],
    };
  },
};

/** A device gets at what is in the pages, and may write to it as far as is known. */
const isForDevice = (facts: SiteFacts) => usesOf(facts).some(({ kind }) => kind === 'device');

/** A function that gives the pages back was told that they may be dirty, and does nothing about it. */
function toldDirty(facts: SiteFacts): Report | null {
  for (const release of allReleases(facts)) {
    const name = unheededDirty(release);
    if (name === null) continue;
    return {
      severity: isLongterm(facts) ? 'information' : 'warning',
      confidence: 'medium',
      at: spanOf(facts, release),
      message:
        `${release.caller}() gives back pages that ${facts.call.site.api}() in line ` +
        `${facts.call.site.line} took, and does not mark them dirty when \`${name}\` says so`,
      path: [siteStep(facts), givenBack(release, 'what was written may be lost')],
    };
  }
  return null;
}

/**
 * Of pages whose last release is not known: those that a failure gives back by a function of its own,
 * which sets the flag and nothing else. It will do so for the others, too.
 */
function releasesAfterFlag({ flow, call, release }: SiteFacts): Given[] {
  if (fileMarksDirty(call.file.text)) return [];
  return (flow?.ends ?? [])
    .flatMap(({ hold, state }) => hold.released.filter(({ by }) => by.caller !== state.rootName))
    .map(({ by }) => given(by))
    .filter(({ source, node }) => dirtyingAround(source, node, release).kind === 'flag-only');
}

const isLongterm = ({ call }: SiteFacts) => call.flags.may.has('FOLL_LONGTERM');

const asksToWrite = ({ call }: SiteFacts) => call.flags.may.has('FOLL_WRITE');

/** What an iterator is over is filled where its pages can get to, or may be by how it was made. */
const isFilled = (facts: SiteFacts) => facts.written !== null || mayBeFilled(facts);

/** What the site did, for a sentence. */
function asked({ call: { site } }: SiteFacts): string {
  const how = site.api.startsWith('iov_iter_') ? 'took to be written to' : 'took with FOLL_WRITE';
  return `${site.api}() in line ${site.line} ${how}`;
}

function reportUnlocked(facts: SiteFacts, unlocked: Given, last: Given): Report {
  return {
    severity: isLongterm(facts) ? 'information' : 'warning',
    confidence: 'medium',
    at: spanOf(facts, unlocked),
    message:
      `${unlocked.name}() marks pages dirty that ${asked(facts)}, without the page lock: the ` +
      'file can be truncated meanwhile. Use set_page_dirty_lock()',
    path: [siteStep(facts), givenBack(last, 'what was written may be lost')],
  };
}

/** Pages are marked dirty where the call may not be made, or before they are written to. */
function reportMisplaced(facts: SiteFacts): Report | null {
  const { call, release } = facts;
  for (const one of allReleases(facts)) {
    const found = misplacedDirtying(call.file, one, release);
    if (found === null) continue;
    const at = { ...one, node: found.call };
    return {
      severity: 'warning',
      confidence: 'medium',
      at: spanOf(facts, at),
      message:
        `${found.name}() marks pages dirty that ${call.site.api}() in line ${call.site.line} took; ` +
        found.why,
      path: [siteStep(facts), givenBack(one, `${found.name}() marks them dirty; ${found.why}`)],
    };
  }
  return null;
}

function reportInverted(facts: SiteFacts, release: Given): Report {
  return {
    severity: 'warning',
    confidence: 'medium',
    at: spanOf(facts, release),
    message:
      `${release.name}() marks dirty just those pages that ${facts.call.site.api}() in line ` +
      `${facts.call.site.line} took without FOLL_WRITE: its condition is the wrong way round`,
    path: [siteStep(facts), givenBack(release, 'what was written may be lost')],
  };
}

function reportCleanUser(facts: SiteFacts, { release, root, marking, sure }: CleanUser): Report {
  const others = marking === null ? '' : `; ${marking}() marks its own`;
  return {
    severity: 'warning',
    confidence: sure ? 'medium' : 'low',
    at: spanOf(facts, release),
    message:
      `${release.name}() gives back pages that ${asked(facts)}, and ${root}() does not mark them ` +
      `dirty${others}`,
    path: [siteStep(facts), givenBack(release, 'what was written may be lost')],
  };
}

function givenBack({ source, node, caller, name }: Given, what: string) {
  return {
    file: source.file,
    line: source.line(node),
    message: `${caller}() gives them back with ${name}(); ${what}`,
  };
}

function spanOf(facts: SiteFacts, { source, node }: Given) {
  return source.file === facts.call.site.file
    ? { start: node.start, end: node.end }
    : siteSpan(facts);
}

/**
 * A release that is told not to mark pages which were taken for writing, once they were used: the
 * function that takes them may give them back unused, on its way out of a failure.
 */
function toldNot(facts: SiteFacts): Given | null {
  if (!asksToWrite(facts)) return null;
  const { site } = facts.call;
  return allReleases(facts).find((one) => one.caller !== site.function && saysNo(one)) ?? null;
}

/** All that gives the pages back once they were used. */
function allReleases({ flow, paired }: SiteFacts): Given[] {
  const used = (flow?.ends ?? []).filter(({ exit }) => exit !== 'error');
  return [
    ...used.flatMap(({ hold }) => hold.released.map(({ by }) => given(by))),
    ...(flow?.later ?? []).map((one) => given(one.call)),
    ...paired.map(({ release, call: at }) => ({ ...at, name: release.api })),
  ];
}

function reportToldNot(facts: SiteFacts, release: Given): Report {
  return {
    severity: isLongterm(facts) ? 'information' : 'warning',
    confidence: 'medium',
    at: spanOf(facts, release),
    message: `${release.name}() gives back pages that ${asked(facts)}, and is told not to mark them dirty`,
    path: [siteStep(facts), givenBack(release, 'what was written may be lost')],
  };
}

/** The call could mark the pages, and is told in so many words not to. */
function saysNo({ name, source, node }: Given): boolean {
  const flag = node.childByField('arguments')?.namedChildren.at(-1);
  return (
    name.endsWith('_dirty_lock') && flag !== undefined && /^(?:false|0)$/.test(source.of(flag))
  );
}

/** FOLL_WRITE alone does not prove a write: drivers also pass it to break COW, or out of habit. */
function confidence({ flow }: SiteFacts, longterm: boolean, sure: boolean): Confidence {
  return sure && !longterm && flow?.notFollowed === null ? 'medium' : 'low';
}
