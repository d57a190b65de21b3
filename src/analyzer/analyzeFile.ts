import { isRuleId } from '../kernel';
import { findingOf } from './findings';
import { ELSEWHERE, type SiteFlow } from './flow/followFile';
import { followTree, type TreeFlow } from './flow/followTree';
import { Surroundings } from './flow/surroundings';
import { NO_NEIGHBOURS } from './neighbourhood';
import { holdingExits } from './outlook/holdingExits';
import { caseOf } from './outlook/siteCase';
import { type PairedRelease, pairReleases } from './pairing/pairReleases';
import type { DamagedFunction, Finding, Release, Site } from './records';
import { RULES, RULES_OF_CALLS } from './rules';
import type { Report, Rule } from './rules/rule';
import { withPlainOwnership } from './siteOwnership';
import { siteReleases } from './siteReleases';
import { collectSites, type FileSites, type SiteInput } from './sites/collectSites';
import type { SiteCall } from './sites/siteCall';
import { type Directives, readDirectives } from './suppress/directives';
import { type Steps, toEnd } from './steps';
import type { SourceFile } from './syntax/sourceFile';

/** What a file comes to, as plain records. */
export interface FileReview {
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
  /** False when the text names no acquire function in a call, so that it was not parsed. */
  readonly parsed: boolean;
  readonly damaged: readonly DamagedFunction[];
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
  return reviewSites(collectSites(input), input);
}

/**
 * What the rules say of the sites of a file, which were already collected.
 *
 * @param flows The ways of their pages, where they are wanted for more than the review.
 */
export function reviewSites(
  found: FileSites,
  input: ReviewInput,
  flows = new FileFlows(found, input),
): FileReview {
  return toEnd(reviewSteps(found, input, flows));
}

/** The same bit by bit: it pauses behind every function that was followed. */
export function* reviewSteps(
  found: FileSites,
  input: ReviewInput,
  flows: FileFlows,
): Steps<FileReview> {
  const { file, release, rules = RULES } = input;
  const findings: Finding[] = [];
  const sites: Site[] = [];
  for (const call of found.sites) {
    const { flow: fileFlow, library } = yield* flows.follow(call.file);
    const flow = call.node ? fileFlow.of(file, call.node.start, call.site.function) : null;
    const { releases: paired, misfits, written } = pairReleases(library, call);
    // Who takes pages says where they go from there; others pass on numbers that came to them.
    const isNamed = ({ isNumber, call: { caller } }: PairedRelease) =>
      !isNumber || caller === call.site.function;
    const released = paired.filter(isNamed).map((one) => one.release);
    const site = withPlainOwnership(withFlow(call.site, flow, released));
    const { releases } = site;
    const searched = () => input.around?.isSearched() ?? false;
    const callersOf = (name: string) =>
      input.around?.callersOf(input.treePath ?? file, name).map((caller) => caller.file) ?? [];
    const definesStruct = (tag: string) =>
      input.around?.definesStruct(input.treePath ?? file, call.file.text, tag) ?? false;
    const isNamedNear = (name: string) =>
      (input.around?.naming(input.treePath ?? file, [name]).length ?? 0) > 0;
    const tree = { searched, definesStruct, isNamedNear, callersOf };
    const facts = { call, release, flow, fileFlow, paired, misfits, written, releases, ...tree };
    sites.push({ ...site, case: caseOf(facts), exits: holdingExits(facts) });
    for (const rule of rules)
      for (const report of rule.check(facts))
        findings.push(findingOf(rule, asFarAsRead(rule, report, call), call));
  }
  return fileReview(found, sites, findings);
}

/**
 * Where it could not be read where the paths of a function go, it may be half typed: what its pages' ways
 * seem to be is worth a look at most. The call itself stands there as it is.
 */
function asFarAsRead(rule: Rule, report: Report, { unit }: SiteCall): Report {
  const isRead = unit?.isTorn !== true || RULES_OF_CALLS.some(({ id }) => id === rule.id);
  return isRead ? report : { ...report, confidence: 'low' };
}

/** The review of a file from what it came to. */
export function fileReview(
  { file, sites: calls }: FileSites,
  sites: readonly Site[],
  findings: readonly Finding[],
): FileReview {
  return {
    sites,
    findings: [...findings].sort((a, b) => a.line - b.line || a.column - b.column),
    parsed: file !== null,
    damaged: damagedIn(calls),
    suppressions: readDirectives(file?.text ?? '', isRuleId),
  };
}

/** The flow of each parse: sites in `#if` arms that exclude each other are in different ones. */
export class FileFlows {
  private readonly known = new Map<SourceFile, TreeFlow>();

  constructor(
    private readonly found: FileSites,
    private readonly input: ReviewInput,
  ) {}

  of(file: SourceFile): TreeFlow {
    return toEnd(this.follow(file));
  }

  *follow(file: SourceFile): Steps<TreeFlow> {
    const known = this.known.get(file);
    if (known !== undefined) return known;
    const { release, treePath = file.file } = this.input;
    // A second parse of the file is there for some sites only.
    const wanted = (start: number, end: number) =>
      this.found.sites.some(
        (one) => one.file === file && start <= one.tokens.start && one.tokens.start < end,
      );
    const around =
      this.input.around ?? new Surroundings(file.backend, NO_NEIGHBOURS, release, (path) => path);
    const flow = yield* followTree(file, treePath, around, wanted);
    this.known.set(file, flow);
    return flow;
  }
}

function withFlow(site: Site, flow: SiteFlow | null, paired: readonly Release[]): Site {
  const releases = siteReleases(site, flow, paired);
  if (flow === null) return { ...site, releases };
  const { ownership, owner, notFollowed } = flow;
  const isMet =
    notFollowed?.endsWith(ELSEWHERE) && releases.some(({ on }) => on.includes('teardown'));
  return { ...site, ownership, owner, releases, notFollowed: isMet ? null : notFollowed };
}

function damagedIn(sites: readonly SiteCall[]): DamagedFunction[] {
  const damaged = new Map<number, DamagedFunction>();
  for (const { unit, file, site } of sites) {
    if (unit?.hasError !== true || damaged.has(unit.span.start)) continue;
    const error = [...unit.nodes()].find(({ type }) => type === 'ERROR');
    const { line } = file.source.position(error?.start ?? unit.span.start);
    damaged.set(unit.span.start, { file: site.file, line, function: unit.name });
  }
  return [...damaged.values()];
}
