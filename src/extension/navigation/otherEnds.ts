import type { Release, Site } from '../../analyzer/records';

/** A line of a file of the tree, 1-based. */
export interface Line {
  readonly file: string;
  readonly line: number;
}

/** The sites on a line. */
export function sitesOn(sites: readonly Site[], at: Line): Site[] {
  return sites.filter(({ file, line }) => file === at.file && line === at.line);
}

/** The calls that give back the pages of the sites on a line, each once. */
export function releasesFrom(sites: readonly Site[], at: Line): Release[] {
  const found = new Map<string, Release>();
  for (const { releases } of sitesOn(sites, at)) {
    for (const release of releases) found.set(`${release.file}:${String(release.line)}`, release);
  }
  return [...found.values()];
}

/** The sites whose pages a call on the line gives back. */
export function acquiresBehind(sites: readonly Site[], at: Line): Site[] {
  return sites.filter(({ releases }) =>
    releases.some(({ file, line }) => file === at.file && line === at.line),
  );
}
