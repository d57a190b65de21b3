import type { Site } from '../../analyzer/records';

/** "pin · 3 releases · 1 finding": what a reviewer wants to know of a site at a glance. */
export function lensTitle({ tracking, releases, notFollowed }: Site, findings: number): string {
  return [
    tracking,
    ...(releases.length > 0 ? [count(releases.length, 'release')] : []),
    ...(notFollowed !== null ? ['not followed to the end'] : []),
    ...(findings > 0 ? [count(findings, 'finding')] : []),
  ].join(' · ');
}

function count(number: number, thing: string): string {
  return `${String(number)} ${thing}${number === 1 ? '' : 's'}`;
}
