import { isRuleId } from '../kernel';
import { findingOf } from './findings';
import { FileProgram } from './flow/fileProgram';
import { followFile, type FileFlow, type SiteFlow } from './flow/followFile';
import { followTree } from './flow/followTree';
import type { Surroundings } from './flow/surroundings';
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
  /** The tree around the file; without it pages are followed within the file only. */
  readonly around?: Surroundings;
}

/** What reviewing collected sites needs to know. */
export type ReviewInput = Pick<FileInput, 'file' | 'treePath' | 'release' | 'rules' | 'around'>;

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
export function reviewSites(found: FileSites, input: ReviewInput): FileReview {
  const { file, release, rules = RULES } = input;
  const findings: Finding[] = [];
  const sites: Site[] = [];
  const flows = new Flows(input, found);
  for (const call of found.sites) {
    const fileFlow = flows.of(call.file);
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

/** The flow of each parse: sites in `#if` arms that exclude each other are in different ones. */
class Flows {
  private readonly known = new Map<SourceFile, FileFlow>();

  constructor(
    private readonly input: ReviewInput,
    private readonly found: FileSites,
  ) {}

  of(file: SourceFile): FileFlow {
    const found = this.known.get(file) ?? this.follow(file);
    this.known.set(file, found);
    return found;
  }

  private follow(file: SourceFile): FileFlow {
    const { release, around, treePath = file.file } = this.input;
    // A second parse of the file is there for some sites only.
    const wanted = (start: number, end: number) =>
      this.found.sites.some(
        (one) => one.file === file && start <= one.tokens.start && one.tokens.start < end,
      );
    if (!around) return followFile(new FileProgram(file, release), wanted);
    try {
      return followTree(file, treePath, around, wanted);
    } finally {
      around.closeFiles();
    }
  }
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
