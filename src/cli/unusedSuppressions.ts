import type { Finding } from '../analyzer/records';
import { unusedDirectives } from '../analyzer/suppress/unused';
import type { FileDirectives } from '../tree/scanSources';

/** A `gup-review:` comment that suppresses less than it says, as the JSON output names it. */
export interface UnusedSuppression {
  readonly file: string;
  /** 1-based, of the comment's words. */
  readonly line: number;
  readonly column: number;
  /** Those of its rules that have no finding where it holds. */
  readonly rules: readonly string[];
}

/**
 * The comments that are not needed, among those of the files that were reviewed.
 *
 * @param findings Everything that was found, of any confidence.
 * @param checked The rules that were checked; all of them when not given.
 */
export function unusedSuppressions(
  files: readonly FileDirectives[],
  findings: readonly Finding[],
  checked?: readonly string[],
): UnusedSuppression[] {
  return files.flatMap(({ file, directives }) => {
    const own = findings.filter((finding) => finding.file === file);
    return unusedDirectives(directives, own).flatMap(({ directive, rules }) => {
      // Of a rule that was not checked nobody knows.
      const known = rules.filter((rule) => checked?.includes(rule) ?? true);
      const { line, column } = directive.place;
      return known.length === 0 ? [] : [{ file, line, column, rules: known }];
    });
  });
}

/** "a.c:3: suppresses nothing: no missing-dirty is found here", as the editor says it. */
export function unusedText({ file, line, rules }: UnusedSuppression): string {
  return `${file}:${String(line)}: suppresses nothing: no ${rules.join(', ')} is found here`;
}
