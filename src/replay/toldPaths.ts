/**
 * Paths that a finding tells and that are no way through a function: pages that an object keeps when
 * the one who was to give them back has gone. They lead over several calls, up to where nothing can
 * give the pages back any more.
 */
import type { AcquireOutcome, Position, SitePath, Stop } from '../analyzer/paths/pathRecords';
import type { Finding, PathStep, Site } from '../analyzer/records';
import type { LineText } from './lineText';

/** What a leak is of, by its rule. */
const OUTCOMES: Readonly<Record<string, Extract<AcquireOutcome, 'all' | 'short'>>> = {
  'leak-on-success': 'all',
  'leak-on-error': 'all',
  'leak-on-partial': 'short',
};

/** `followed`: the paths of the site that were followed; a leak at the end of one of them is told there. */
export function toldPaths(
  site: Site,
  followed: readonly SitePath[],
  findings: readonly Finding[],
  textAt: LineText,
): readonly SitePath[] {
  const known = new Set(followed.filter(isOpen).map((path) => placeOf(path.stops.at(-1)?.at)));
  return findings.flatMap((finding) => {
    const outcome = OUTCOMES[finding.rule];
    const end = finding.path.at(-1);
    if (outcome === undefined || end === undefined || known.has(placeOf(end))) return [];
    // How much a release on the way gives back is known on a followed path only.
    if (finding.path.some(({ kind }) => kind === 'release')) return [];
    return [pathOf(finding, outcome, site, textAt)];
  });
}

/** Whether something of the site may be left at its end, of which nothing is said. */
const isOpen = ({ ending }: SitePath): boolean => ending === 'leak' || ending === 'unsure';

function pathOf(
  { fingerprint, path }: Finding,
  outcome: AcquireOutcome,
  site: Site,
  textAt: LineText,
): SitePath {
  const positionOf = ({ file, line }: Pick<PathStep, 'file' | 'line'>): Position => {
    return { file, line, text: textAt(file, line) };
  };
  const taken: Stop = {
    at: positionOf(site),
    say: path.find(isTaking)?.message ?? `${site.api}()`,
    action: { kind: 'acquire', outcome },
  };
  const steps = path.filter((step) => !isTaking(step));
  const stops = steps.map((step, index): Stop => {
    const action = { kind: index === steps.length - 1 ? 'exit' : 'branch' } as const;
    return { at: positionOf(step), say: step.message, action };
  });
  const end = path.at(-1) ?? site;
  const where = end.file === site.file ? `line ${String(end.line)}` : placeOf(end);
  return {
    id: `told+${fingerprint}`,
    label: `${outcome === 'all' ? 'all pages' : 'short pin'} → never given back (${where})`,
    ending: 'leak',
    stops: [taken, ...stops],
  };
}

const isTaking = ({ kind }: PathStep): boolean => kind === 'acquire';

const placeOf = (at: Pick<Position, 'file' | 'line'> | undefined): string =>
  at === undefined ? '' : `${at.file}:${String(at.line)}`;
