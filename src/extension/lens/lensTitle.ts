import * as l10n from '@vscode/l10n';
import type { Site } from '../../analyzer/records';
import { caseText } from '../siteCase';

/**
 * "pin · case 2 · 3 releases · 1 exit holds pins · replay": what a reviewer wants to know of a site
 * at a glance.
 *
 * @param rules The rules of the findings at the site that are shown, one for each.
 */
export function lensTitle(site: Site, rules: readonly string[]): string {
  const { tracking, releases, notFollowed } = site;
  const isCase = caseText(site);
  const exits = exitsShown(site, rules);
  return [
    tracking,
    ...(isCase === null ? [] : [isCase]),
    ...(releases.length > 0 ? [releaseCount(releases.length)] : []),
    ...(notFollowed !== null ? [l10n.t('not followed to the end')] : []),
    ...(exits > 0 ? [exitCount(exits, tracking === 'pin')] : []),
    ...(rules.length > 0 ? [findingCount(rules.length)] : []),
    l10n.t('replay'),
  ].join(' · ');
}

/** Where pages are lost is only told with the finding: it may be too unsure to be shown. */
function exitsShown({ exits }: Site, rules: readonly string[]): number {
  const hasLeak = rules.some((rule) => rule.startsWith('leak-on-'));
  const lines = exits.filter(({ holds }) => holds === 'kept' || hasLeak);
  return new Set(lines.map(({ file, line }) => `${file}:${String(line)}`)).size;
}

function releaseCount(releases: number): string {
  return releases === 1 ? l10n.t('1 release') : l10n.t('{0} releases', releases);
}

function findingCount(findings: number): string {
  return findings === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', findings);
}

function exitCount(exits: number, arePins: boolean): string {
  if (arePins) {
    return exits === 1 ? l10n.t('1 exit holds pins') : l10n.t('{0} exits hold pins', exits);
  }
  return exits === 1 ? l10n.t('1 exit holds pages') : l10n.t('{0} exits hold pages', exits);
}
