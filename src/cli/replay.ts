import { dirname, join, relative, resolve, sep } from 'node:path';
import { Surroundings } from '../analyzer/flow/surroundings';
import { pathsOfSite } from '../analyzer/paths/sitePaths';
import { collectSites } from '../analyzer/sites/collectSites';
import type { Site } from '../analyzer/records';
import { type KernelRelease, parseRelease, seriesOf } from '../kernel';
import { type Choice, defaultChoice, nearestKernel, runChoice } from '../replay/choice';
import { isMemoryKind, MEMORY_KINDS, type MemoryKind } from '../replay/memory';
import { type ReportedReplay, reportOf, reportText } from '../replay/report';
import { type Subject, subjectOf } from '../replay/subject';
import { FAULTS } from '../replay/verdict';
import { DiskFiles } from '../tree/diskFiles';
import { diskWords } from '../tree/diskWords';
import { findKernelTree } from '../tree/kernelTree';
import { loadParser } from '../tree/parser';
import { SourceReader } from '../tree/readSource';
import { SourceIndex } from '../tree/sourceIndex';
import { UsageError } from './output';

export interface ReplayOptions {
  /** Number of a path, from 1, or its id; every path when not given or `all`. */
  readonly path?: string;
  readonly memory?: string;
  readonly kernel?: string;
  readonly format?: 'text' | 'json';
}

/**
 * `gup-review replay FILE:LINE`: runs the paths of the site on that line on the simulator. Exit code
 * 1 when one of them leaks, releases wrongly or runs into a WARN, else 0. Throws a UsageError that says
 * which argument is wrong.
 */
export async function replay(
  target: string,
  options: ReplayOptions,
  print: (line: string) => void,
): Promise<number> {
  const memory = readMemory(options.memory);
  const subject = await findSubject(target, options.kernel);
  const base = defaultChoice(subject);
  let faults = 0;
  const reports: ReportedReplay[] = [];
  for (const path of choosePaths(subject, options.path)) {
    const choice: Choice = { ...base, path, ...(memory === null ? {} : { memory }) };
    const run = runChoice(subject, choice, 'coarse');
    if (run === null) continue;
    if (FAULTS.has(run.verdict.kind) || run.verdict.warns > 0) faults++;
    reports.push(reportOf(subject, choice, run));
  }
  if (options.format === 'json') {
    const { site } = subject;
    const kernel = nearestKernel(subject.kernel);
    print(JSON.stringify({ version: 1, kernel, site, replays: reports }, null, 1));
  } else for (const line of reportText(subject, reports)) print(line);
  return faults > 0 ? 1 : 0;
}

function readMemory(text: string | undefined): MemoryKind | null {
  if (text === undefined) return null;
  if (isMemoryKind(text)) return text;
  throw new UsageError(`--memory: '${text}' is none of ${MEMORY_KINDS.join(', ')}`);
}

function choosePaths({ paths }: Subject, wanted = 'all'): readonly string[] {
  if (wanted === 'all') return paths.map(({ id }) => id);
  const path = paths.find(({ id }) => id === wanted) ?? paths[Number(wanted) - 1];
  if (path !== undefined) return [path.id];
  throw new UsageError(
    `--path: the site has ${String(paths.length)} paths, '${wanted}' is none of them`,
  );
}

async function findSubject(target: string, kernel: string | undefined): Promise<Subject> {
  const [, path, line] = /^(.+):(\d+)$/.exec(target) ?? [];
  if (path === undefined) throw new UsageError(`'${target}' is not of the form FILE:LINE`);
  const file = resolve(path);
  const tree = findKernelTree(dirname(file));
  const release = kernel === undefined ? tree.release : readRelease(kernel);
  const source = new SourceReader().read(file, () => true);
  if (source.kind !== 'text') {
    throw new UsageError(`${path}: ${source.kind === 'skipped' ? source.why : 'cannot be read'}`);
  }
  const shown = withSlashes(relative(process.cwd(), file));
  const top = tree.top ?? process.cwd();
  const backend = await loadParser();
  const treePath = withSlashes(relative(top, file));
  const input = { backend, file: shown, treePath, text: source.text, release };
  const shownFrom = (path: string): string => withSlashes(relative(process.cwd(), join(top, path)));
  const words = diskWords(top);
  const follow = () => {
    const index = new SourceIndex(new DiskFiles(top), new Map(), words);
    const around = new Surroundings(backend, index, release, shownFrom);
    const found = collectSites({ ...input, around });
    const call = found.sites.find(({ site }) => site.line === Number(line));
    if (call === undefined) {
      throw new UsageError(`${target}: ${whereElse(found.sites.map(({ site }) => site))}`);
    }
    return pathsOfSite(call, found, { ...input, around });
  };
  const first = follow();
  // Once more with what was not at hand.
  const followed = (await words.fetch()) ? follow() : first;
  const lines = source.text.split('\n');
  const textAt = (at: string, number: number): string =>
    at === shown ? (lines[number - 1]?.trim() ?? '') : '';
  return subjectOf(followed, seriesOf(release), textAt);
}

function readRelease(text: string): KernelRelease {
  const release = parseRelease(text);
  if (release === null)
    throw new UsageError(`--kernel: '${text}' is no kernel release (like 6.12)`);
  return release;
}

const withSlashes = (path: string): string => path.split(sep).join('/');

function whereElse(sites: readonly Site[]): string {
  if (sites.length === 0) return 'this file has no call that takes pages';
  const lines = sites.map((site) => String(site.line)).join(', ');
  return `no call on this line takes pages; those of this file are on ${lines}`;
}
