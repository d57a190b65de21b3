import * as l10n from '@vscode/l10n';
import type { HoldingExit, Release, Site } from '../../analyzer/records';
import { caseText } from '../siteCase';
import { explainCombination, type KernelRelease, verdictText } from '../../kernel';

/** Releases named one by one; more are counted. */
const MOST_NAMED = 4;

/** Lines for the hover on a flag: whether this call may pass its flags, and what they do together. */
export function flagsOfCall(site: Site, release: KernelRelease): string[] {
  const { bits, text } = site.flags;
  if (bits.length === 0) return [];
  const names = bits.map((bit) => bit.replace(/\?$/, ''));
  const { summary, verdict, verdicts, sections } = explainCombination(names, site.api, release);
  const written = text === '' ? bits.join(' | ') : text;
  const judged = `${written}: ${[summary, ...verdicts.map(verdictText)].join(' ')}`;
  const together = sections.find(({ key }) => key === 'also')?.items ?? [];
  // What a call does that is refused is of no interest.
  return verdict === 'illegal' || together.length === 0
    ? [judged]
    : [judged, l10n.t('It {0}.', together.join('; '))];
}

/** A place that a line of the hover leads to. */
export interface LinkedPlace {
  readonly label: string;
  readonly file: string;
  readonly line: number;
}

/** One line about a site: words, and the places that they speak of. */
export interface SiteLine {
  readonly text: string;
  readonly places: readonly LinkedPlace[];
  /** Places that are not named, because there are so many. */
  readonly more: number;
}

/**
 * What is known of a site, for the hover on the call: which reference and for which case, who gives
 * the pages back and where, and where they are still held when the function is left.
 */
export function siteSummary(site: Site): SiteLine[] {
  const { tracking, notFollowed, owner, releases, exits } = site;
  const isCase = caseText(site);
  const what = isCase === null ? tracking : `${tracking}, ${isCase} (${site.case?.why ?? ''})`;
  const holder = owner === '' ? [] : [plain(l10n.t('held by {0}', owner))];
  const none = releases.length === 0 && notFollowed === null;
  const lost = exits.some(({ holds }) => holds === 'lost');
  return [
    plain(what),
    ...holder,
    ...(releases.length > 0 ? [withPlaces(l10n.t('released by'), releases.map(releasePlace))] : []),
    ...(none ? [plain(l10n.t('no release found'))] : []),
    ...(notFollowed === null ? [] : [plain(l10n.t('not followed: {0}', notFollowed))]),
    ...(exits.length === 0
      ? []
      : [
          withPlaces(
            lost ? l10n.t('held or lost at the exit in') : l10n.t('still held at the exit in'),
            exits.map(exitPlace),
          ),
        ]),
  ];
}

function plain(text: string): SiteLine {
  return { text, places: [], more: 0 };
}

function withPlaces(text: string, places: readonly LinkedPlace[]): SiteLine {
  const shown = places.slice(0, MOST_NAMED);
  return { text, places: shown, more: places.length - shown.length };
}

/** Where it stands says the function best; the path it is on only where that is not the good one. */
function releasePlace(release: Release): LinkedPlace {
  const { file, line, on } = release;
  const rare = on.includes('success') || on.length === 0 ? '' : ` (${on.join(', ')})`;
  return { label: `${release.function}() ${placeText(file, line)}${rare}`, file, line };
}

function exitPlace({ file, line, holds }: HoldingExit): LinkedPlace {
  const label =
    holds === 'lost' ? l10n.t('{0} (lost)', placeText(file, line)) : placeText(file, line);
  return { label, file, line };
}

function placeText(file: string, line: number): string {
  return `${file.split('/').at(-1) ?? file}:${String(line)}`;
}
