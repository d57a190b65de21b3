/** Writes paths down as plain records, one for each that comes to something else. */
import type { Site } from '../records';
import type { SiteEnd } from './pathFinder';
import { pathLabel } from './pathLabel';
import type { PathEnding, SitePath } from './pathRecords';
import { PathStops, stillHolds, tookNothing } from './pathStops';

/** More ways out than this say nothing new; those of the site's own function come first. */
const MOST_PATHS = 24;

/** Of paths that do the same to the pages, the one with the fewest decisions. */
export function writePaths(ends: readonly SiteEnd[], site: Site): readonly SitePath[] {
  const found = new Map<string, SitePath>();
  for (const end of ends) {
    const stops = new PathStops(end, site).write();
    const ending = endingOf(end);
    const deeds = stops
      .filter(({ action }) => action.kind !== 'branch')
      .map(
        ({ at, action }) => `${at.file}:${String(at.line - site.line)} ${JSON.stringify(action)}`,
      );
    const key = [end.state.rootName, ending, ...deeds].join('\n');
    const known = found.get(key);
    if (known === undefined ? found.size >= MOST_PATHS : known.stops.length <= stops.length)
      continue;
    found.set(key, { id: idOf(key), label: pathLabel(stops, site, end), ending, stops });
  }
  return distinctLabels([...found.values()].sort((a, b) => rankOf(a) - rankOf(b)));
}

/** What went wrong first, then how it should go, then what else may happen. */
function rankOf({ ending, stops }: SitePath): number {
  if (ending === 'leak') return 0;
  const outcomes = stops.flatMap(({ action }) =>
    action.kind === 'acquire' ? [action.outcome] : [],
  );
  return 1 + ['all', 'short', 'error'].indexOf(outcomes.at(-1) ?? 'error');
}

function endingOf({ holds, state, node, losing, doubted = false, borrowed }: SiteEnd): PathEnding {
  if (holds.every(({ hold }) => tookNothing(state, hold))) return 'failed';
  if (doubted || state.approximate || holds.some(({ hold }) => hold.assumed)) return 'unsure';
  const open = holds.filter(({ hold }) => stillHolds(state, hold));
  if (open.length === 0) return 'clean';
  if (open.every(({ keepers }) => keepers.length > 0)) return 'kept';
  const lost = open.some(({ hold, keepers }) => keepers.length === 0 && borrowed(hold));
  // A path says no more than the findings do.
  return lost && losing.has(node) ? 'leak' : 'unsure';
}

/** Short, and the same for the same path of the same code, wherever in the file that stands. */
function idOf(key: string): string {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
  return (hash >>> 0).toString(36);
}

function distinctLabels(paths: readonly SitePath[]): SitePath[] {
  const seen = new Map<string, number>();
  return paths.map((path) => {
    const n = (seen.get(path.label) ?? 0) + 1;
    seen.set(path.label, n);
    return n === 1 ? path : { ...path, label: `${path.label}, way ${String(n)}` };
  });
}
