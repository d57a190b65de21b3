import { analyzeFile, type FileReview } from '../analyzer/analyzeFile';
import { Surroundings } from '../analyzer/flow/surroundings';
import type { Neighbourhood } from '../analyzer/neighbourhood';
import type { DamagedFunction, Finding, Site, Skipped } from '../analyzer/records';
import { RULES } from '../analyzer/rules';
import type { Directives } from '../analyzer/suppress/directives';
import type { SyntaxBackend } from '../analyzer/syntax/syntaxBackend';
import type { KernelRelease } from '../kernel';
import type { SourceList } from './listSources';
import type { Pause } from './pause';
import type { SourceRead } from './sourceRead';

export interface ScanStats {
  /** Files looked at. */
  readonly files: number;
  /** Files that were parsed, since they call an acquire function. */
  readonly parsed: number;
  readonly sites: number;
  /** Functions that hold a site and in which the parser met an error. */
  readonly damagedFunctions: number;
  readonly milliseconds: number;
}

export interface ScanResult {
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** The `gup-review:` comments of files that have any. The findings are those before suppression. */
  readonly suppressions: readonly FileDirectives[];
  readonly damaged: readonly DamagedFunction[];
  readonly stats: ScanStats;
}

export interface FileDirectives extends Directives {
  readonly file: string;
}

/** A tree to scan, on a disk or wherever an editor has it. */
export interface ScanSources {
  readonly listed: SourceList;
  /** A listed file; what names no acquire function is irrelevant. */
  read(file: string): SourceRead | Promise<SourceRead>;
  /** The path of a listed file from the top of the tree, with `/`. */
  treePath(file: string): string;
  /** How the result names a file of the tree. */
  readonly shown: (treePath: string) => string;
  readonly neighbourhood: Neighbourhood;
  /** Brings in what the neighbourhood was asked for and did not have; false when that is nothing. */
  fetch?(): Promise<boolean>;
}

export interface ScanTask {
  readonly release: KernelRelease;
  /** Ids of the rules to check; all when not given. */
  readonly rules?: readonly string[];
  readonly pause: Pause;
  /** Called between files with how many have been looked at. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Scans the files of a tree one by one. A file that cannot be analysed is listed under `skipped` and
 * stops nothing.
 */
export async function scanSources(
  sources: ScanSources,
  { release, rules: wanted, pause, onProgress }: ScanTask,
  backend: SyntaxBackend,
): Promise<ScanResult> {
  const started = performance.now();
  const rules = RULES.filter(({ id }) => wanted?.includes(id) ?? true);
  const { files } = sources.listed;
  const sites: Site[] = [];
  const findings: Finding[] = [];
  const skipped: Skipped[] = [...sources.listed.skipped];
  const suppressions: FileDirectives[] = [];
  let parsed = 0;
  const damaged: DamagedFunction[] = [];
  const look = () => new Surroundings(backend, sources.neighbourhood, release, sources.shown);
  let around = look();
  const review = async (file: string, text: string): Promise<FileReview> => {
    for (;;) {
      const treePath = sources.treePath(file);
      const one = analyzeFile({ backend, file, treePath, text, release, rules, around });
      if (!(await sources.fetch?.())) return one;
      // Once more with what was not at hand; each round asks for less, for what is there stays. What
      // was found in headers was found without it.
      around = look();
    }
  };
  for (const [index, file] of files.entries()) {
    await pause();
    onProgress?.(index);
    const read = await sources.read(file);
    if (read.kind === 'skipped') skipped.push({ file, why: read.why });
    if (read.kind !== 'text') continue;
    try {
      const reviewed = await review(file, read.text);
      sites.push(...reviewed.sites);
      findings.push(...reviewed.findings);
      const { directives, problems } = reviewed.suppressions;
      if (directives.length + problems.length > 0)
        suppressions.push({ file, directives, problems });
      if (reviewed.parsed) parsed++;
      damaged.push(...reviewed.damaged);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      skipped.push({ file, why: `the analysis failed: ${why}` });
    }
  }
  onProgress?.(files.length);
  return {
    sites,
    findings,
    skipped,
    suppressions,
    damaged,
    stats: {
      files: files.length,
      parsed,
      sites: sites.length,
      damagedFunctions: damaged.length,
      milliseconds: Math.round(performance.now() - started),
    },
  };
}
