/** Names of paths: what the site gave and where it ended, as a reviewer would tell them apart. */
import type { Site } from '../records';
import type { SiteEnd } from './pathFinder';
import type { AcquireOutcome, Stop } from './pathRecords';

/** "short pin → unpin_user_pages (line 24) → return -EFAULT (line 26)". */
export function pathLabel(stops: readonly Stop[], site: Site, end: SiteEnd): string {
  const outcomes = stops.flatMap(({ action }) =>
    action.kind === 'acquire' ? [action.outcome] : [],
  );
  const last = outcomeWords(outcomes.at(-1) ?? 'error', site.tracking);
  const round = outcomes.length < 2 ? '' : ` in round ${String(outcomes.length)}`;
  const release = stops.findLast(({ action }) => action.kind === 'release');
  const api = release?.action.kind === 'release' ? release.action.api : '';
  const given = release === undefined ? '' : ` → ${api} (line ${String(release.at.line)})`;
  const exit = stops.at(-1);
  const way = exit === undefined ? '' : ` → ${exit.say} (line ${String(exit.at.line)})`;
  const root = end.state.rootName === site.function ? '' : ` in ${end.state.rootName}()`;
  return `${last}${round}${given}${way}${root}`;
}

function outcomeWords(outcome: AcquireOutcome, taking: string): string {
  switch (outcome) {
    case 'all':
      return taking === 'pin' ? 'all pinned' : 'all taken';
    case 'short':
      return `short ${taking}`;
    case 'error':
      return `${taking} fails`;
  }
}
