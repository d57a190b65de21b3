import * as l10n from '@vscode/l10n';
import type { DamagedFunction, Site, Skipped } from '../../analyzer/records';

/** Something that was not analysed, or not to its end. */
export interface BlindSpot {
  readonly file: string;
  /** Of a site, or in a function; null for a whole file. */
  readonly line: number | null;
  readonly why: string;
}

/** Blind spots for one reason. */
export interface BlindSpots<T extends BlindSpot> {
  readonly kind: 'files' | 'functions' | 'sites';
  readonly reason: string;
  readonly spots: readonly T[];
}

/**
 * Files that were left out, by reason, functions that could not be read whole, and then sites whose
 * pages were not followed to their end.
 */
export function blindSpots<T extends BlindSpot>(
  files: readonly T[],
  functions: readonly T[],
  sites: readonly T[],
): BlindSpots<T>[] {
  const parts = [groups('files', files), groups('functions', functions), groups('sites', sites)];
  return parts.flat();
}

function groups<T extends BlindSpot>(
  kind: BlindSpots<T>['kind'],
  all: readonly T[],
): BlindSpots<T>[] {
  const byReason = new Map<string, T[]>();
  for (const spot of all) {
    const reason = reasonFor(kind, spot.why);
    byReason.set(reason, [...(byReason.get(reason) ?? []), spot]);
  }
  return [...byReason]
    .map(([reason, spots]) => ({ kind, reason, spots: spots.sort(byPlace) }))
    .sort((a, b) => b.spots.length - a.spots.length || compare(a.reason, b.reason));
}

function reasonFor(kind: BlindSpots<BlindSpot>['kind'], why: string): string {
  switch (kind) {
    case 'files':
      return why;
    case 'functions':
      return l10n.t('could not be read whole');
    case 'sites':
      return reasonOf(why);
  }
}

/** The reason without the names in it: "handed to f() in line 7" is one of many of its kind. */
function reasonOf(why: string): string {
  if (why.startsWith('handed to ')) return l10n.t('handed to a function that is not followed');
  return /^kept in .*; (.*)$/.exec(why)?.[1] ?? why;
}

export function skippedSpot({ file, why }: Skipped): BlindSpot {
  return { file, line: null, why };
}

export function damagedSpot({ file, line, function: name }: DamagedFunction): BlindSpot {
  return { file, line, why: `${name}()` };
}

/** What is not known of a site; null where its pages were followed to their end. */
export function siteSpot({ file, line, notFollowed }: Site): BlindSpot | null {
  return notFollowed === null ? null : { file, line, why: notFollowed };
}

function byPlace(a: BlindSpot, b: BlindSpot): number {
  return compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
