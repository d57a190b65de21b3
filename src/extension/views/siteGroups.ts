import * as l10n from '@vscode/l10n';
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
  /** The case of pin_user_pages.rst, where something tells which. */
  readonly isCase: string | null;
}

export interface SiteGroup<T extends ListedSite> {
  /** The same in every language, and unique among the groups of one kind. */
  readonly key: string;
  readonly label: string;
  readonly by: Grouping;
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
    const key = keyOf(listed, by);
    groups.set(key, [...(groups.get(key) ?? []), listed]);
  }
  return [...groups]
    .map(([key, members]) => ({ key, label: labelOf(key, by), by, sites: members.sort(byPlace) }))
    .sort((a, b) => rank(a.key, by) - rank(b.key, by) || compare(a.label, b.label));
}

/** Every word of the filter has to occur somewhere in what the view shows of the site. */
export function matches({ site, verdict, isCase }: ListedSite, filter: string): boolean {
  const { file, api, tracking, owner, flags } = site;
  const shown = [file, site.function, api, tracking, owner, flags.text, verdictText(verdict)];
  const text = [...shown, isCase ?? ''].join(' ').toLowerCase();
  const words = filter.toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
}

/** The key of the group that a site belongs to. */
export function keyOf({ site, verdict, isCase }: ListedSite, by: Grouping): string {
  switch (by) {
    case 'subsystem':
      return subsystemOf(site.file);
    case 'function':
      return `${site.api}()`;
    case 'tracking':
      return site.tracking === 'pin' ? 'pin (FOLL_PIN)' : 'get (FOLL_GET)';
    case 'case':
      return isCase ?? '';
    case 'verdict':
      return verdict;
  }
}

function labelOf(key: string, by: Grouping): string {
  if (by === 'verdict') return verdictText(key as Verdict);
  return by === 'case' && key === '' ? l10n.t('case not known') : key;
}

export function verdictText(verdict: Verdict): string {
  switch (verdict) {
    case 'has findings':
      return l10n.t('has findings');
    case 'not followed':
      return l10n.t('not followed');
    case 'released elsewhere':
      return l10n.t('released elsewhere');
    case 'released':
      return l10n.t('released');
  }
}

/** The folder a kernel developer would name: two levels deep, as in drivers/infiniband. */
function subsystemOf(file: string): string {
  const folders = file.split('/').slice(0, -1);
  return folders.length === 0 ? '.' : folders.slice(0, 2).join('/');
}

function rank(key: string, by: Grouping): number {
  if (by === 'verdict') return VERDICT_ORDER.indexOf(key);
  // What is not known comes last.
  return by === 'case' && key === '' ? 1 : 0;
}

function byPlace(a: ListedSite, b: ListedSite): number {
  return compare(a.site.file, b.site.file) || a.site.line - b.site.line;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
