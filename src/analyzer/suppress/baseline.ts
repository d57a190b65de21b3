import type { Finding } from '../records';
import { type Read, readEntries } from './jsonFile';
import { listText } from './listText';

/** A finding that was there when the baseline was written. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly file: string;
}

const NAMES = ['fingerprint', 'rule', 'file'] as const;

export function readBaseline(text: string): Read<BaselineEntry> {
  return readEntries(text, 'findings', (entry) => {
    entry.allowOnly(NAMES);
    return {
      fingerprint: entry.text('fingerprint'),
      rule: entry.text('rule'),
      file: entry.text('file'),
    };
  });
}

/** The baseline of these findings: the same text for the same findings, in whatever order. */
export function writeBaseline(findings: readonly Finding[]): string {
  const entries = findings
    .map(({ fingerprint, rule, file }) => ({ fingerprint, rule, file }))
    .sort(
      (a, b) =>
        compare(a.file, b.file) || compare(a.rule, b.rule) || compare(a.fingerprint, b.fingerprint),
    );
  return listText('findings', entries, NAMES);
}

/** By code unit: the same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface BaselineMatch {
  /** For each finding, in order, whether the baseline has it. */
  readonly known: readonly boolean[];
  /** Entries that no finding took: fixed since, or of files that were not looked at. */
  readonly left: readonly BaselineEntry[];
}

/**
 * Which findings a baseline knows. Every entry speaks for one finding: two equal calls need two.
 * A finding in a file of another name takes an entry only when the entry's file is gone, which is
 * what a rename looks like; else a copied bug would pass for the old one.
 */
export function matchBaseline(
  entries: readonly BaselineEntry[],
  findings: readonly Finding[],
  fileExists: (file: string) => boolean,
): BaselineMatch {
  const byPlace = new Map<string, BaselineEntry[]>();
  for (const entry of entries) push(byPlace, placeKey(entry), entry);
  const known = findings.map((finding) => byPlace.get(placeKey(finding))?.pop() !== undefined);
  const moved = new Map<string, BaselineEntry[]>();
  for (const entry of [...byPlace.values()].flat()) {
    if (!fileExists(entry.file)) push(moved, key(entry), entry);
  }
  findings.forEach((finding, index) => {
    if (known[index]) return;
    const entry = moved.get(key(finding))?.pop();
    if (entry === undefined) return;
    known[index] = true;
    const rest = byPlace.get(placeKey(entry));
    rest?.splice(rest.indexOf(entry), 1);
  });
  return { known, left: [...byPlace.values()].flat() };
}

type Identity = Pick<Finding, 'rule' | 'fingerprint' | 'file'>;

function key({ rule, fingerprint }: Identity): string {
  return JSON.stringify([rule, fingerprint]);
}

function placeKey({ rule, fingerprint, file }: Identity): string {
  return JSON.stringify([rule, fingerprint, file]);
}

function push<T>(map: Map<string, T[]>, at: string, value: T): void {
  const list = map.get(at);
  if (list) list.push(value);
  else map.set(at, [value]);
}
