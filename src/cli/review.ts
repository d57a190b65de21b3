import { availableParallelism } from 'node:os';
import type { DamagedFunction, Finding, Site, Skipped } from '../analyzer/records';
import { printable } from '../analyzer/report/printable';
import { formatRelease, type KernelRelease, seriesOf } from '../kernel';
import { loadParser } from '../tree/parser';
import { scan } from '../tree/scan';
import { scanParallel } from '../tree/scanParallel';
import type { ScanOptions, ScanRequest } from '../tree/scanRequest';
import type { FileDirectives, ScanResult, ScanStats } from '../tree/scanSources';
import { resolveInputs } from './inputs';
import { type Output, UsageError } from './output';

export interface ReviewOptions {
  readonly kernel?: string;
  /** Number of processes; as many as there are cores, up to four, when not given. */
  readonly jobs?: number;
  readonly rules?: readonly string[];
  /** Whether the `.gitignore` files of a tree count. */
  readonly ignore: boolean;
  readonly signal?: AbortSignal;
}

/** What the commands `sites` and `check` print, each in its way. */
export interface Review {
  readonly release: KernelRelease;
  /** The series of the release, as the output names it: "6.12". */
  readonly kernel: string;
  readonly root: string;
  /** The tops of the trees that were looked at. */
  readonly tops: readonly string[];
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  readonly damaged: readonly DamagedFunction[];
  readonly stats: ScanStats;
  /** The `gup-review:` comments of the files that have any. */
  readonly suppressions: readonly FileDirectives[];
}

/** A run shorter than this, in milliseconds, shows no progress. */
const QUIET_TIME = 1000;
/** More processes only fight for the disk. */
const MOST_JOBS = 4;

/** Scans the trees and files of a command line, with progress on a terminal. */
export async function review(
  paths: readonly string[],
  options: ReviewOptions,
  output: Output,
): Promise<Review> {
  const { requests, release, root, notes } = resolveInputs(paths, options.kernel);
  for (const note of notes) output.complain(`gup-review: note: ${note}`);
  const progress = new Progress(output);
  const results: ScanResult[] = [];
  try {
    for (const request of requests) {
      const one = { ...request, rules: options.rules, ignoreFiles: options.ignore };
      const { signal } = options;
      results.push(await run(one, options, { signal, onProgress: progress.show }));
    }
  } finally {
    progress.clear();
  }
  const tops = requests.map(({ top }) => top);
  return { release, kernel: seriesOf(release), root, tops, ...merge(results) };
}

async function run(
  request: ScanRequest,
  { jobs = Math.min(availableParallelism(), MOST_JOBS) }: ReviewOptions,
  options: ScanOptions,
): Promise<ScanResult> {
  // A process of its own costs more than a few files do.
  if (jobs > 1 && !request.files) return scanParallel(request, jobs, options);
  return scan(request, await loadParser(), options);
}

function merge(
  results: readonly ScanResult[],
): Omit<Review, 'release' | 'kernel' | 'root' | 'tops'> {
  const sum = (key: keyof ScanStats) => results.reduce((total, { stats }) => total + stats[key], 0);
  return {
    sites: results.flatMap(({ sites }) => sites),
    findings: results.flatMap(({ findings }) => findings),
    skipped: results.flatMap(({ skipped }) => skipped),
    damaged: results.flatMap(({ damaged }) => damaged),
    suppressions: results.flatMap(({ suppressions }) => suppressions),
    stats: {
      files: sum('files'),
      parsed: sum('parsed'),
      sites: sum('sites'),
      damagedFunctions: sum('damagedFunctions'),
      milliseconds: sum('milliseconds'),
    },
  };
}

/** Draws how far a run is, on a terminal, when it takes a while. */
class Progress {
  private readonly started = performance.now();
  private drawn = false;
  private last = 0;

  constructor(private readonly output: Output) {}

  readonly show = (done: number, total: number): void => {
    const now = performance.now();
    if (!this.output.hasTerminal || now - this.started < QUIET_TIME || now - this.last < 100)
      return;
    this.last = now;
    this.drawn = true;
    this.output.progress(`${String(done)} of ${String(total)} files`);
  };

  clear(): void {
    if (this.drawn) this.output.progress('');
  }
}

/** The last line of the text output, and the files that could not be analysed, on standard error. */
export function summarize(what: string, { release, stats, skipped }: Review, output: Output): void {
  output.print(`${what} in ${String(stats.files)} files, Linux ${formatRelease(release)}`);
  for (const { file, why } of skipped)
    output.complain(printable(`gup-review: skipped ${file}: ${why}`));
}

/** Reads the argument of `--jobs`. */
export function readJobs(text: string): number {
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 256) {
    throw new UsageError(`--jobs: '${text}' is no number of processes`);
  }
  return jobs;
}
