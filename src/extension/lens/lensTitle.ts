import * as l10n from '@vscode/l10n';
import type { Site } from '../../analyzer/records';
import type { KernelRelease } from '../../kernel';
import { caseOf } from '../siteCase';

/**
 * "pin · case 2 · 3 releases · 1 exit holds pins": what a reviewer wants to know of a site at a
 * glance.
 *
 * @param rules The rules of the findings at the site, one for each.
 */
export function lensTitle(site: Site, release: KernelRelease, rules: readonly string[]): string {
  const { tracking, releases, notFollowed } = site;
  const exits = rules.filter((rule) => rule.startsWith('leak-on-')).length;
  const others = rules.length - exits;
  const isCase = caseOf(site, release);
  return [
    tracking,
    ...(isCase === null ? [] : [isCase]),
    ...(releases.length > 0 ? [releaseCount(releases.length)] : []),
    ...(notFollowed !== null ? [l10n.t('not followed to the end')] : []),
    ...(exits > 0 ? [exitCount(exits, tracking === 'pin')] : []),
    ...(others > 0 ? [others === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', others)] : []),
  ].join(' · ');
}

function releaseCount(releases: number): string {
  return releases === 1 ? l10n.t('1 release') : l10n.t('{0} releases', releases);
}

function exitCount(exits: number, arePins: boolean): string {
  if (arePins) {
    return exits === 1 ? l10n.t('1 exit holds pins') : l10n.t('{0} exits hold pins', exits);
  }
  return exits === 1 ? l10n.t('1 exit holds pages') : l10n.t('{0} exits hold pages', exits);
}
