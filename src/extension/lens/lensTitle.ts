import * as l10n from '@vscode/l10n';
import type { Site } from '../../analyzer/records';

/** "pin · 3 releases · 1 finding": what a reviewer wants to know of a site at a glance. */
export function lensTitle({ tracking, releases, notFollowed }: Site, findings: number): string {
  const count = releases.length;
  return [
    tracking,
    ...(count > 0 ? [count === 1 ? l10n.t('1 release') : l10n.t('{0} releases', count)] : []),
    ...(notFollowed !== null ? [l10n.t('not followed to the end')] : []),
    ...(findings > 0
      ? [findings === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', findings)]
      : []),
  ].join(' · ');
}
