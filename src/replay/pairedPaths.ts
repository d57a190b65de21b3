/**
 * Paths that reach a release which belongs to the site by a way that was not followed: from a path
 * that leaves the pages with an owner, or from the site itself where no path could be followed.
 */
import type { Release, Site } from '../analyzer/records';
import type {
  AcquireOutcome,
  Action,
  Position,
  SitePath,
  Stop,
} from '../analyzer/paths/pathRecords';
import { isRelease } from './functions';
import type { LineText } from './lineText';

/** Of more releases than this the rest says nothing new. */
const MOST_RELEASES = 8;

/** What is known of a site without the order of its statements. */
interface Paired {
  readonly site: Site;
  readonly textAt: LineText;
}

/** `followed`: the paths of the site that were followed; none where that was not possible. */
export function pairedPaths(
  site: Site,
  followed: readonly SitePath[],
  textAt: LineText,
): readonly SitePath[] {
  const paired = { site, textAt };
  return followed.length > 0 ? laterReleases(paired, followed) : fromTheSite(paired);
}

/** What a path keeps is given back elsewhere: one path for each place that does. */
function laterReleases(paired: Paired, followed: readonly SitePath[]): SitePath[] {
  const kept = followed.filter(({ ending }) => ending === 'kept');
  const base = kept.find((path) => outcomeOf(path) === 'all') ?? kept[0];
  if (base === undefined) return [];
  const arrays = base.stops.flatMap(({ action }) => (action.kind === 'keep' ? [action.of] : []));
  const releases = telling(paired.site.releases.filter(({ on }) => on.includes('teardown')));
  return releases.map((release) => ({
    id: `${base.id}+${nameOf(release)}`,
    label: `${base.label} → later ${placeIn(paired.site, release)}`,
    ending: 'paired',
    stops: [...base.stops, ...arrays.map((of) => releaseStop(paired, release, of))],
  }));
}

const NAMES: Readonly<Record<AcquireOutcome, string>> = {
  all: 'all pages',
  short: 'short',
  error: 'error',
};

/** On which of the site's own outcomes the analyzer saw a release that a run with it meets. */
const MET: Readonly<Record<AcquireOutcome, readonly Release['on'][number][]>> = {
  all: ['success', 'teardown'],
  short: ['partial', 'error'],
  error: [],
};

function fromTheSite(paired: Paired): SitePath[] {
  const { site } = paired;
  if (site.pages === 'NULL') return [pathOf(paired, 'all', null, 'failed'), failing(paired)];
  const outcomes: readonly AcquireOutcome[] = site.nrPages === '1' ? ['all'] : ['all', 'short'];
  const found = outcomes.flatMap((outcome) => {
    const met = site.releases.filter(({ on }) => on.some((one) => MET[outcome].includes(one)));
    return telling(met).map((release) => pathOf(paired, outcome, release, 'paired'));
  });
  const known = found.length > 0 ? found : outcomes.map((one) => unfollowed(paired, one));
  return [...known, failing(paired)];
}

const failing = (paired: Paired): SitePath => pathOf(paired, 'error', null, 'failed');

/** Nothing is known of the pages but that they are taken. */
function unfollowed(paired: Paired, outcome: AcquireOutcome): SitePath {
  const path = pathOf(paired, outcome, null, 'unsure');
  const why = paired.site.notFollowed ?? 'no path could be followed from here';
  const end: Stop = { at: siteAt(paired), say: why, action: { kind: 'branch' } };
  return { ...path, label: `${path.label} → not followed`, stops: [...path.stops, end] };
}

function pathOf(
  paired: Paired,
  outcome: AcquireOutcome,
  release: Release | null,
  ending: SitePath['ending'],
): SitePath {
  const { site } = paired;
  const acquire: Action = { kind: 'acquire', outcome };
  const taken: Stop = { at: siteAt(paired), say: `${site.api}()`, action: acquire };
  if (release === null) return { id: outcome, label: NAMES[outcome], ending, stops: [taken] };
  return {
    id: `${outcome}+${nameOf(release)}`,
    label: `${NAMES[outcome]} → ${placeIn(site, release)}`,
    ending,
    stops: [taken, releaseStop(paired, release, 0)],
  };
}

function releaseStop({ textAt }: Paired, release: Release, of: number): Stop {
  const { file, line, api } = release;
  return {
    at: { file, line, text: textAt(file, line) },
    say: `${api}() in ${release.function}()`,
    action: { kind: 'release', of, api, count: 'held', dirty: api.includes('dirty') },
  };
}

function siteAt({ site: { file, line }, textAt }: Paired): Position {
  return { file, line, text: textAt(file, line) };
}

/** Calls of functions that give back themselves stand for the releases inside only if none is known. */
function telling(releases: readonly Release[]): readonly Release[] {
  const known = releases.filter(({ api }) => isRelease(api));
  return (known.length > 0 ? known : releases).slice(0, MOST_RELEASES);
}

const nameOf = ({ file, line, api }: Release): string => `${file}:${String(line)}:${api}`;

/** "unpin_user_page (line 34)", with the file where it is another one. */
function placeIn(site: Site, { file, line, api }: Release): string {
  const place = file === site.file ? `line ${String(line)}` : `${file}:${String(line)}`;
  return `${api} (${place})`;
}

function outcomeOf({ stops }: SitePath): AcquireOutcome | null {
  for (const { action } of [...stops].reverse()) {
    if (action.kind === 'acquire') return action.outcome;
  }
  return null;
}
