import { fileReview, type FileReview, type ReviewInput } from './analyzeFile';
import { findingOf } from './findings';
import { MovedPlaces } from './movedPlaces';
import type { Finding, Site } from './records';
import { RULES_OF_CALLS } from './rules';
import type { FileSites } from './sites/collectSites';
import { changeBetween } from './syntax/textChange';

/** What was said of an earlier state of a file. */
export interface EarlierReview {
  readonly text: string;
  readonly review: FileReview;
}

/**
 * What can be said of a file at once, before the paths of its pages are followed anew: what the calls
 * themselves show is of this text, and what earlier paths showed has moved along with the text.
 */
export function reviewSoFar(
  found: FileSites,
  { file, release }: ReviewInput,
  earlier: EarlierReview,
): FileReview {
  const text = found.file?.text ?? '';
  const moved = new MovedPlaces(earlier.text, text, changeBetween(earlier.text, text));
  const before = new Map(earlier.review.sites.map((site) => [site.id, site]));
  const line = <T extends { readonly file: string; readonly line: number }>(place: T): T =>
    place.file === file ? { ...place, line: moved.line(place.line) } : place;
  const sites = found.sites.map(({ site }): Site => {
    const known = before.get(site.id);
    if (known === undefined) return site;
    const { ownership, owner, case: told } = known;
    const notFollowed = site.notFollowed ?? known.notFollowed;
    const [releases, exits] = [known.releases.map(line), known.exits.map(line)];
    return { ...site, ownership, owner, notFollowed, releases, case: told, exits };
  });
  const findings = found.sites.flatMap((call) =>
    RULES_OF_CALLS.flatMap((rule) =>
      [...rule.check({ call, release })].map((report) => findingOf(rule, report, call)),
    ),
  );
  const ofCalls = new Set<string>(RULES_OF_CALLS.map(({ id }) => id));
  const now = new Map(sites.map((site) => [site.id, site]));
  for (const old of earlier.review.findings) {
    const [was, site] = [before.get(old.site), now.get(old.site)];
    if (ofCalls.has(old.rule) || !was || !site) continue;
    const place = movedFinding(old, moved) ?? withSite(old, was, site);
    findings.push({ ...old, ...place, path: old.path.map(line) });
  }
  return fileReview(found, sites, findings);
}

type Range = Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn'>;

/** Where the finding is now; null when nothing of what it was about is left as it was. */
function movedFinding(
  { line, column, endLine, endColumn }: Finding,
  moved: MovedPlaces,
): Range | null {
  const first = moved.now({ line, column });
  const last = moved.now({ line: endLine, column: endColumn - 1 });
  const [start, end] = [first ?? last, last ?? first];
  if (start === null || end === null) return null;
  return { ...start, endLine: end.line, endColumn: end.column + 1 };
}

/** As far below its site as it was. */
function withSite({ line, column, endLine, endColumn }: Finding, before: Site, now: Site): Range {
  const by = now.line - before.line;
  return { line: line + by, column, endLine: endLine + by, endColumn };
}
