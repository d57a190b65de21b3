import { writeFileSync } from 'node:fs';
import type { Confidence, Finding } from '../analyzer/records';
import { findingText } from '../analyzer/report/findingText';
import { printable } from '../analyzer/report/printable';
import { ruleHelps } from '../analyzer/report/ruleHelp';
import { sarifLog } from '../analyzer/report/sarif';
import { writeBaseline } from '../analyzer/suppress/baseline';
import type { SuppressedFinding } from '../analyzer/suppress/suppression';
import { isRuleId } from '../kernel';
import { whyUnreadable } from '../tree/errors';
import { loadBaseline, suppressInTree, type TreeSplit } from '../tree/suppressions';
import { type Output, UsageError } from './output';
import { review, type Review, type ReviewOptions, summarize } from './review';
import { type UnusedSuppression, unusedSuppressions, unusedText } from './unusedSuppressions';

/** What is reported, and what there is to say of the suppressions. */
interface Outcome extends TreeSplit {
  readonly unused: readonly UnusedSuppression[];
}

export interface CheckOptions extends ReviewOptions {
  readonly format: 'text' | 'json' | 'sarif';
  readonly minConfidence: Confidence;
  /** A file of findings that are known and not to be reported. */
  readonly baseline?: string;
  /** A file to write what is found to. */
  readonly writeBaseline?: string;
  /** Of the program, for the SARIF log. */
  readonly version: string;
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
  const baseline = readBaseline(options.baseline);
  const found = await review(paths, options, output);
  const findings = found.findings.filter(
    ({ confidence }) => RANK[confidence] >= RANK[options.minConfidence],
  );
  const { root, tops } = found;
  const split = suppressInTree(findings, { root, tops, ...(baseline && { baseline }) });
  if (options.writeBaseline !== undefined) saveBaseline(options.writeBaseline, split);
  for (const { file, line, message } of split.problems) {
    const place = line === null ? file : `${file}:${String(line)}`;
    output.complain(printable(`gup-review: ${place}: ${message}`));
  }
  const unused = unusedSuppressions(found.suppressions, found.findings, options.rules);
  for (const one of unused) output.complain(printable(`gup-review: note: ${unusedText(one)}`));
  print(found, { ...split, unused }, options, output);
  return split.live.length > 0 ? 1 : 0;
}

function print(found: Review, split: Outcome, options: CheckOptions, output: Output): void {
  switch (options.format) {
    case 'json':
      output.print(JSON.stringify(jsonOf(found, split), null, 1));
      break;
    case 'sarif':
      output.print(JSON.stringify(sarifOf(found, split, options), null, 2));
      break;
    case 'text':
      for (const finding of split.live) output.print(findingText(finding));
      summarize(summary(found, split), found, output);
  }
}

function jsonOf({ kernel, stats, skipped }: Review, { live, suppressed, unused }: Outcome) {
  return {
    version: 1,
    kernel,
    findings: live,
    stats,
    skipped,
    suppressed: suppressed.map(({ finding, suppression }) => ({ ...finding, suppression })),
    unusedSuppressions: unused,
  };
}

function sarifOf(found: Review, split: TreeSplit, { version, baseline }: CheckOptions) {
  return sarifLog({
    version,
    kernel: found.kernel,
    rules: ruleHelps(found.release),
    findings: split.live,
    suppressed: split.suppressed,
    skipped: found.skipped,
    damaged: found.damaged,
    hasBaseline: baseline !== undefined,
  });
}

/** "2 findings at 7 sites, 1 suppressed, 3 of the baseline no longer found". */
function summary({ stats }: Review, { live, suppressed, fixed }: TreeSplit): string {
  const findings = `${String(live.length)} ${live.length === 1 ? 'finding' : 'findings'}`;
  return [
    `${findings} at ${String(stats.sites)} sites`,
    ...(suppressed.length > 0 ? [`${String(suppressed.length)} suppressed`] : []),
    ...(fixed.length > 0 ? [`${String(fixed.length)} of the baseline no longer found`] : []),
  ].join(', ');
}

function readBaseline(file: string | undefined) {
  if (file === undefined) return undefined;
  try {
    return { file, entries: loadBaseline(file) };
  } catch (error) {
    throw new UsageError(`--baseline: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What is found now is known from now on; what a comment or the sidecar suppresses is so anyhow. */
function saveBaseline(file: string, { live, suppressed }: TreeSplit): void {
  const known = suppressed.filter(({ suppression }) => suppression.by === 'baseline');
  const findings: Finding[] = [...live, ...known.map((one: SuppressedFinding) => one.finding)];
  try {
    writeFileSync(file, writeBaseline(findings));
  } catch (error) {
    throw new UsageError(`--write-baseline: ${file}: ${whyUnreadable(error)}`);
  }
}
