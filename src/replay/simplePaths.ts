/**
 * The paths of a site as far as its record tells them, where no control flow is known: every page
 * taken, fewer than asked, an error; with the releases the analyzer paired with each.
 */
import type { Release, Site } from '../analyzer/records';
import type { AcquireOutcome, Position, SitePath, Stop } from '../analyzer/paths/pathRecords';

/** Text of a line of the tree, '' where it cannot be read. */
export type LineText = (file: string, line: number) => string;

const NAMES: Readonly<Record<AcquireOutcome, string>> = {
  all: 'all pages',
  short: 'short',
  error: 'error',
};

/** On which of its own paths the analyzer saw a release that a run with this outcome meets. */
function meets(release: Release, outcome: AcquireOutcome): boolean {
  switch (outcome) {
    case 'all':
      return release.on.includes('success') || release.on.includes('teardown');
    case 'short':
      return release.on.includes('partial') || release.on.includes('error');
    case 'error':
      return false;
  }
}

export function simplePaths(site: Site, textAt: LineText): readonly SitePath[] {
  const outcomes: readonly AcquireOutcome[] =
    site.nrPages === '1' ? ['all', 'error'] : ['all', 'short', 'error'];
  return outcomes.map((outcome) => pathOf(site, outcome, textAt));
}

function pathOf(site: Site, outcome: AcquireOutcome, textAt: LineText): SitePath {
  const at = (file: string, line: number): Position => ({ file, line, text: textAt(file, line) });
  const releases = site.releases.filter((release) => meets(release, outcome));
  const stops: Stop[] = [
    { at: at(site.file, site.line), say: `${site.api}()`, action: { kind: 'acquire', outcome } },
    ...releases.map((release): Stop => ({
      at: at(release.file, release.line),
      say: `${release.api}() in ${release.function}()`,
      action: {
        kind: 'release',
        of: 0,
        api: release.api,
        count: 'held',
        dirty: release.api.includes('dirty'),
      },
    })),
  ];
  const last = releases.at(-1);
  const end = last === undefined ? 'nothing released' : `${last.api} (line ${String(last.line)})`;
  return {
    id: outcome,
    label: outcome === 'error' ? NAMES.error : `${NAMES[outcome]} → ${end}`,
    ending: outcome === 'error' ? 'failed' : 'unsure',
    stops,
  };
}
