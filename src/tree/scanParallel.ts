import { setImmediate } from 'node:timers/promises';
import { pauseBetweenFiles } from './pause';
import { StagedProgress } from './progress';
import { filesOf, SURVEY_SHARE, surveyOf } from './scan';
import { scanInProcess } from './scanProcess';
import type { ScanOptions, ScanRequest } from './scanRequest';
import type { ScanResult } from './scanSources';

/**
 * Scans in several processes at once, each taking every n-th file. The result is the same, in the
 * same order, as that of one.
 */
export async function scanParallel(
  request: ScanRequest,
  jobs: number,
  { signal, onProgress }: ScanOptions = {},
): Promise<ScanResult> {
  const started = performance.now();
  const pause = pauseBetweenFiles(setImmediate, signal);
  const listed = await filesOf(request, pause);
  const total = listed.files.length;
  const progress = new StagedProgress(total, SURVEY_SHARE, onProgress);
  const surveyed = await surveyOf(request, listed, pause, progress.survey);
  const wanted = surveyed?.files ?? listed.files;
  const done = new Array<number>(jobs).fill(0);
  const results = await Promise.all(
    done.map((_, job) => {
      const files = wanted.filter((_file, index) => index % jobs === job);
      return scanInProcess(
        { ...request, files, words: surveyed?.words },
        {
          signal,
          onProgress: (count) => {
            done[job] = count;
            const reviewed = done.reduce((sum, one) => sum + one, 0);
            progress.review(Math.floor((reviewed / Math.max(1, wanted.length)) * total));
          },
        },
      );
    }),
  );
  const order = new Map(listed.files.map((file, index) => [file, index]));
  const inOrder = <T extends { readonly file: string }>(records: readonly T[]) =>
    [...records].sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0));
  const damaged = inOrder(results.flatMap((result) => result.damaged));
  const sum = (of: (result: ScanResult) => number) =>
    results.reduce((count, result) => count + of(result), 0);
  return {
    sites: inOrder(results.flatMap((result) => result.sites)),
    findings: inOrder(results.flatMap((result) => result.findings)),
    skipped: [...listed.skipped, ...inOrder(results.flatMap((result) => result.skipped))],
    suppressions: inOrder(results.flatMap((result) => result.suppressions)),
    damaged,
    stats: {
      files: total,
      parsed: sum(({ stats }) => stats.parsed),
      sites: sum(({ stats }) => stats.sites),
      damagedFunctions: damaged.length,
      milliseconds: Math.round(performance.now() - started),
    },
  };
}
