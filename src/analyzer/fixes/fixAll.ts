import type { Finding } from '../records';
import { type Edit, type FileEdits, fileEdits, isRefusal } from './edit';
import type { FixContext } from './fix';
import { quickFixes } from './quickFixes';

export interface FixedAll {
  readonly files: readonly FileEdits[];
  /** The findings that the edits mend. */
  readonly fixed: readonly Finding[];
}

/**
 * The preferred fixes of several findings together. A fix that touches what another one changed
 * already is left for the next round; so is what has no preferred fix.
 */
export function fixAll(
  findings: readonly Finding[],
  contextOf: (finding: Finding) => FixContext | null,
): FixedAll {
  const byFile = new Map<string, Edit[]>();
  const fixed: Finding[] = [];
  for (const finding of findings) {
    const context = contextOf(finding);
    const fixes = context && quickFixes(context);
    const preferred = fixes && !isRefusal(fixes) ? fixes.find((fix) => fix.preferred) : undefined;
    if (preferred === undefined || !fits(preferred.files, byFile)) continue;
    fixed.push(finding);
    for (const { file, edits } of preferred.files) {
      byFile.set(file, [...(byFile.get(file) ?? []), ...edits]);
    }
  }
  return { files: [...byFile].map(([file, edits]) => fileEdits(file, edits)), fixed };
}

function fits(files: readonly FileEdits[], taken: ReadonlyMap<string, readonly Edit[]>): boolean {
  return files.every(({ file, edits }) =>
    edits.every((edit) => taken.get(file)?.every((other) => apart(edit, other)) ?? true),
  );
}

/** Insertions at one place would come in an order that nobody chose; equal ones are the same fix. */
function apart(a: Edit, b: Edit): boolean {
  const equal = a.start === b.start && a.end === b.end && a.text === b.text;
  return (equal && a.start < a.end) || a.end < b.start || b.end < a.start;
}
