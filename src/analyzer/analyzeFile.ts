import { isRuleId } from '../kernel';
import { findingOf } from './findings';
import type { Finding, Site } from './records';
import { RULES } from './rules';
import type { Rule } from './rules/rule';
import { collectSites, type FileSites, type SiteInput } from './sites/collectSites';
import type { SiteCall } from './sites/siteCall';
import { type Directives, readDirectives } from './suppress/directives';

/** What a file comes to, as plain records. */
export interface FileReview {
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
  /** False when the text names no acquire function in a call, so that it was not parsed. */
  readonly parsed: boolean;
  /** Functions that hold a site and in which the parser met an error. */
  readonly damagedFunctions: number;
  /** The `gup-review:` comments of the file. The findings are those before suppression. */
  readonly suppressions: Directives;
}

export interface FileInput extends SiteInput {
  /** The rules to check; all of them when not given. */
  readonly rules?: readonly Rule[];
}

/** Finds the sites of a file and what the rules say of them. */
export function analyzeFile(input: FileInput): FileReview {
  const found = collectSites(input);
  try {
    return reviewSites(found, input);
  } finally {
    found.dispose();
  }
}

/** What the rules say of the sites of a file, which were already collected. */
export function reviewSites(
  found: FileSites,
  { release, rules = RULES }: Pick<FileInput, 'release' | 'rules'>,
): FileReview {
  const findings: Finding[] = [];
  for (const call of found.sites) {
    for (const rule of rules) {
      for (const report of rule.check({ call, release })) {
        findings.push(findingOf(rule, report, call));
      }
    }
  }
  findings.sort((a, b) => a.line - b.line || a.column - b.column);
  return {
    sites: found.sites.map((call) => call.site),
    findings,
    parsed: found.file !== null,
    damagedFunctions: countDamaged(found.sites),
    suppressions: readDirectives(found.file?.text ?? '', isRuleId),
  };
}

function countDamaged(sites: readonly SiteCall[]): number {
  const damaged = new Set<number>();
  for (const { unit } of sites) if (unit?.span.hasError === true) damaged.add(unit.span.start);
  return damaged.size;
}
