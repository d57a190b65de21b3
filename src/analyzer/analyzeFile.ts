import { isRuleId, type KernelRelease } from '../kernel';
import { findingOf } from './findings';
import { FileProgram } from './flow/fileProgram';
import { followFile, type FileFlow, type SiteFlow } from './flow/followFile';
import type { Finding, Site } from './records';
import { RULES } from './rules';
import type { Rule } from './rules/rule';
import { collectSites, type FileSites, type SiteInput } from './sites/collectSites';
import type { SiteCall } from './sites/siteCall';
import { type Directives, readDirectives } from './suppress/directives';
import type { SourceFile } from './syntax/sourceFile';

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
  { file, release, rules = RULES }: Pick<FileInput, 'file' | 'release' | 'rules'>,
): FileReview {
  const findings: Finding[] = [];
  const sites: Site[] = [];
  const flows = new Map<SourceFile, FileFlow>();
  for (const call of found.sites) {
    const fileFlow = flowOf(call.file, release, flows);
    const flow = call.node ? fileFlow.of(file, call.node.start, call.site.function) : null;
    sites.push(withFlow(call.site, flow));
    for (const rule of rules) {
      for (const report of rule.check({ call, release, flow, fileFlow })) {
        findings.push(findingOf(rule, report, call));
      }
    }
  }
  findings.sort((a, b) => a.line - b.line || a.column - b.column);
  return {
    sites,
    findings,
    parsed: found.file !== null,
    damagedFunctions: countDamaged(found.sites),
    suppressions: readDirectives(found.file?.text ?? '', isRuleId),
  };
}

/** The flow of one parse: sites in `#if` arms that exclude each other are in different ones. */
function flowOf(
  file: SourceFile,
  release: KernelRelease,
  known: Map<SourceFile, FileFlow>,
): FileFlow {
  const found = known.get(file) ?? followFile(new FileProgram(file, release));
  known.set(file, found);
  return found;
}

function withFlow(site: Site, flow: SiteFlow | null): Site {
  if (flow === null) return site;
  const { ownership, owner, releases, notFollowed } = flow;
  return { ...site, ownership, owner, releases, notFollowed };
}

function countDamaged(sites: readonly SiteCall[]): number {
  const damaged = new Set<number>();
  for (const { unit } of sites) if (unit?.span.hasError === true) damaged.add(unit.span.start);
  return damaged.size;
}
