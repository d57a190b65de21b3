import type { Confidence } from '../analyzer/records';
import { findingText } from '../analyzer/report/findingText';
import { isRuleId } from '../kernel';
import { type Output, UsageError } from './output';
import { review, type ReviewOptions, summarize } from './review';

export interface CheckOptions extends ReviewOptions {
  readonly format: 'text' | 'json';
  readonly minConfidence: Confidence;
}

const RANK: Readonly<Record<Confidence, number>> = { low: 0, medium: 1, high: 2 };

/** `gup-review check`: reports findings. Exit code 1 when there are any, else 0. */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  output: Output,
): Promise<number> {
  for (const rule of options.rules ?? []) {
    if (!isRuleId(rule)) throw new UsageError(`--rule: there is no rule '${rule}'`);
  }
  const found = await review(paths, options, output);
  const findings = found.findings.filter(
    ({ confidence }) => RANK[confidence] >= RANK[options.minConfidence],
  );
  if (options.format === 'json') {
    const { kernel, stats, skipped } = found;
    output.print(JSON.stringify({ version: 1, kernel, findings, stats, skipped }, null, 1));
  } else {
    for (const finding of findings) output.print(findingText(finding));
    const { length } = findings;
    const what = `${String(length)} ${length === 1 ? 'finding' : 'findings'}`;
    summarize(`${what} at ${String(found.stats.sites)} sites`, found, output);
  }
  return findings.length > 0 ? 1 : 0;
}
