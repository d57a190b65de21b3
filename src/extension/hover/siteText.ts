import * as l10n from '@vscode/l10n';
import type { Site } from '../../analyzer/records';
import { caseOf } from '../siteCase';
import { explainCombination, type KernelRelease, verdictText } from '../../kernel';

/** Releases named one by one; more are counted. */
const MOST_NAMED = 4;

/** A line for the hover on a flag: what all flags of this call come to. */
export function flagsOfCall(site: Site, release: KernelRelease): string[] {
  const { bits, text } = site.flags;
  if (bits.length === 0) return [];
  const names = bits.map((bit) => bit.replace(/\?$/, ''));
  const { summary, verdicts } = explainCombination(names, site.api, release);
  const written = text === '' ? bits.join(' | ') : text;
  return [`${written}: ${[summary, ...verdicts.map(verdictText)].join(' ')}`];
}

/** What is known of the site itself, and the places of its releases. */
export interface SiteSummary {
  readonly text: string;
  readonly places: readonly {
    readonly label: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly more: number;
}

/** A line for the hover on the call: which reference, for which case, and who gives it back where. */
export function siteSummary(site: Site, release: KernelRelease): SiteSummary {
  const { tracking, releases, notFollowed, owner } = site;
  const isCase = caseOf(site, release);
  const holder = owner === '' ? '' : l10n.t(', held by {0}', owner);
  const end =
    releases.length > 0 ? l10n.t('released at') : (notFollowed ?? l10n.t('no release found'));
  const places = releases.slice(0, MOST_NAMED).map(({ file, line }) => ({
    label: `${file.split('/').at(-1) ?? file}:${String(line)}`,
    file,
    line,
  }));
  return {
    text: `${tracking}${isCase === null ? '' : `, ${isCase}`}${holder}, ${end}`,
    places,
    more: releases.length - places.length,
  };
}
