import type { Finding } from '../records';
import { type BaselineEntry, matchBaseline } from './baseline';
import type { Directive } from './directive';
import type { SidecarEntry } from './sidecar';
import { covers } from './unused';
import type { SuppressedFinding, Suppression } from './suppression';

/** Everything that can keep a finding from being reported. */
export interface Suppressors {
  /** The directives in a file of the tree. */
  readonly directives: (file: string) => readonly Directive[];
  readonly sidecar?: { readonly file: string; readonly entries: readonly SidecarEntry[] };
  readonly baseline?: { readonly file: string; readonly entries: readonly BaselineEntry[] };
  /** Whether the tree still has a file of that name: one that is gone may have been renamed. */
  readonly fileExists: (file: string) => boolean;
}

export interface Split {
  /** What is to be reported, in the order given. */
  readonly live: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** Baseline entries that stand for no finding any more. */
  readonly fixed: readonly BaselineEntry[];
}

/**
 * Tells the findings to report from those that someone has judged. A comment counts before the
 * sidecar, the sidecar before the baseline: the nearer to the code, the better the reason.
 */
export function splitSuppressed(findings: readonly Finding[], by: Suppressors): Split {
  const suppressed: SuppressedFinding[] = [];
  const bySidecar = sidecarIndex(by.sidecar?.entries ?? []);
  const rest = findings.filter((finding) => {
    const suppression = byComment(finding, by) ?? bySidecarEntry(finding, by, bySidecar);
    if (suppression) suppressed.push({ finding, suppression });
    return suppression === undefined;
  });
  const { baseline } = by;
  if (baseline === undefined) return { live: rest, suppressed, fixed: [] };
  const { known, left } = matchBaseline(baseline.entries, rest, by.fileExists);
  const suppression = {
    by: 'baseline',
    reason: 'known when the baseline was written',
    file: baseline.file,
    line: null,
  } as const;
  rest.forEach((finding, index) => {
    if (known[index]) suppressed.push({ finding, suppression });
  });
  return { live: rest.filter((_, index) => !known[index]), suppressed, fixed: left };
}

function byComment(finding: Finding, by: Suppressors): Suppression | undefined {
  const directive = by
    .directives(finding.file)
    .find((one) => one.rules.includes(finding.rule) && covers(one, finding));
  return (
    directive && {
      by: 'comment',
      reason: directive.reason,
      file: finding.file,
      line: directive.place.line,
    }
  );
}

function sidecarIndex(entries: readonly SidecarEntry[]): Map<string, SidecarEntry[]> {
  const index = new Map<string, SidecarEntry[]>();
  for (const entry of entries) {
    index.set(entry.fingerprint, [...(index.get(entry.fingerprint) ?? []), entry]);
  }
  return index;
}

function bySidecarEntry(
  finding: Finding,
  by: Suppressors,
  index: ReadonlyMap<string, readonly SidecarEntry[]>,
): Suppression | undefined {
  const entry = index
    .get(finding.fingerprint)
    ?.find(
      ({ rule = finding.rule, file = finding.file }) =>
        rule === finding.rule && (file === finding.file || !by.fileExists(file)),
    );
  if (entry === undefined || by.sidecar === undefined) return undefined;
  return { by: 'sidecar', reason: entry.reason, file: by.sidecar.file, line: null };
}
