import type { Site } from '../../analyzer/records';

/** What sites can be grouped by in the view. */
export const GROUPINGS = ['subsystem', 'function', 'tracking', 'case', 'verdict'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What is to be said of a site: the worst first, which is also the order of the groups. */
export type Verdict = 'has findings' | 'not followed' | 'released elsewhere' | 'released';

export function verdictOf(site: Site, hasFindings: boolean): Verdict {
  if (hasFindings) return 'has findings';
  if (site.notFollowed !== null) return 'not followed';
  return site.releases.some(({ file }) => file === site.file) ? 'released' : 'released elsewhere';
}

/** A site as the view needs it. */
export interface ListedSite {
  readonly site: Site;
  readonly verdict: Verdict;
  /** The case of pin_user_pages.rst, where the call says which. */
  readonly isCase: string | null;
}

export interface SiteGroup<T extends ListedSite> {
  readonly label: string;
  readonly sites: readonly T[];
}

const VERDICT_ORDER: readonly string[] = [
  'has findings',
  'not followed',
  'released elsewhere',
  'released',
] satisfies Verdict[];

/** The sites that the filter lets through, in groups with the order of their labels. */
export function groupSites<T extends ListedSite>(
  sites: readonly T[],
  by: Grouping,
  filter: string,
): SiteGroup<T>[] {
  const groups = new Map<string, T[]>();
  for (const listed of sites) {
    if (!matches(listed, filter)) continue;
    const label = labelOf(listed, by);
    groups.set(label, [...(groups.get(label) ?? []), listed]);
  }
  return [...groups]
    .map(([label, members]) => ({ label, sites: members.sort(byPlace) }))
    .sort((a, b) => rank(a.label, by) - rank(b.label, by) || compare(a.label, b.label));
}

/** Every word of the filter has to occur somewhere in what the view shows of the site. */
function matches({ site, verdict }: ListedSite, filter: string): boolean {
  const text = [site.file, site.function, site.api, site.tracking, site.flags.text, verdict]
    .join(' ')
    .toLowerCase();
  const words = filter.toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
}

function labelOf({ site, verdict, isCase }: ListedSite, by: Grouping): string {
  switch (by) {
    case 'subsystem':
      return subsystemOf(site.file);
    case 'function':
      return `${site.api}()`;
    case 'tracking':
      return site.tracking === 'pin' ? 'pin (FOLL_PIN)' : 'get (FOLL_GET)';
    case 'case':
      return isCase ?? (site.tracking === 'get' ? 'get: case 3, 4 or none' : 'case not known');
    case 'verdict':
      return verdict;
  }
}

/** The folder a kernel developer would name: two levels deep, as in drivers/infiniband. */
function subsystemOf(file: string): string {
  const folders = file.split('/').slice(0, -1);
  return folders.length === 0 ? '.' : folders.slice(0, 2).join('/');
}

function rank(label: string, by: Grouping): number {
  return by === 'verdict' ? VERDICT_ORDER.indexOf(label) : 0;
}

function byPlace(a: ListedSite, b: ListedSite): number {
  return compare(a.site.file, b.site.file) || a.site.line - b.site.line;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
