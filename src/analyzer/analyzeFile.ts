import type { KernelRelease } from '../kernel';
import { findingOf } from './findings';
import type { Finding, Site } from './records';
import { RULES } from './rules';
import type { Rule } from './rules/rule';
import { collectSites } from './sites/collectSites';
import type { SiteCall } from './sites/siteCall';
import type { SyntaxBackend } from './syntax/syntaxBackend';

/** What a file comes to, as plain records. */
export interface FileReview {
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
  /** Functions that hold a site and whose body still has a syntax error. */
  readonly damagedFunctions: number;
}

export interface FileInput {
  readonly backend: SyntaxBackend;
  /** Relative to the top of the tree, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly release: KernelRelease;
  readonly rules?: readonly Rule[];
}

/** Finds the sites of a file and what the rules say of them. */
export function analyzeFile({
  backend,
  file,
  text,
  release,
  rules = RULES,
}: FileInput): FileReview {
  const found = collectSites(backend, file, text, release);
  try {
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
      damagedFunctions: countDamaged(found.sites),
    };
  } finally {
    found.dispose();
  }
}

function countDamaged(sites: readonly SiteCall[]): number {
  const damaged = new Set<number>();
  for (const { unit } of sites) if (unit?.span.hasError === true) damaged.add(unit.span.start);
  return damaged.size;
}
