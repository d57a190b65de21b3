// The cost of the analyzer on a kernel tree: `npm run bench -- analyzer TREE`. All in CPU seconds, garbage
// collection and compilation included. Reviewing and parsing each have a process of their own, one pass,
// nothing warmed up: that is what a run of `check` takes.
//
// What is parsed is what the review goes into: the files with sites, and those around them whose
// functions it follows. Headers that it only looks up structs in count for the review alone.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { analyzeFile } from '../../src/analyzer/analyzeFile';
import type { FileProgram } from '../../src/analyzer/flow/fileProgram';
import { Surroundings } from '../../src/analyzer/flow/surroundings';
import { normalise } from '../../src/analyzer/normalise/normalise';
import { SourceFile } from '../../src/analyzer/syntax/sourceFile';
import { DiskFiles } from '../../src/tree/diskFiles';
import { compileLess, keepHeapSmall } from '../../src/tree/engine';
import { findKernelTree } from '../../src/tree/kernelTree';
import { loadParser } from '../../src/tree/parser';
import { pauseBetweenFiles } from '../../src/tree/pause';
import { namesAcquire, SourceReader } from '../../src/tree/readSource';
import { filesOf, surveyOf } from '../../src/tree/scan';
import { SourceIndex } from '../../src/tree/sourceIndex';
import { KnownWords } from '../../src/tree/treeWords';

/** CPU seconds by what took them, and what there was to do. */
interface Reviewed {
  readonly list: number;
  readonly survey: number;
  readonly review: number;
  readonly listed: number;
  readonly sites: number;
  /** Files that were gone into, relative to the top, those with sites first. */
  readonly files: readonly string[];
  readonly candidates: number;
}

interface Parsed {
  readonly treeSitter: number;
  readonly records: number;
}

async function secondsOf<T>(work: () => T | Promise<T>): Promise<{ result: T; seconds: number }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

/** Notes the files whose functions are followed. */
class NotedSurroundings extends Surroundings {
  readonly opened = new Set<string>();

  override open(path: string): FileProgram | null {
    this.opened.add(path);
    return super.open(path);
  }
}

/** Everything that `check` does to a tree, but for printing. */
async function review(root: string): Promise<Reviewed> {
  const { release } = findKernelTree(root);
  const backend = await loadParser();
  const request = { root, top: root, release };
  const pause = pauseBetweenFiles(setImmediate);
  const list = await secondsOf(() => filesOf(request, pause));
  const survey = await secondsOf(() => surveyOf(request, list.result, pause, () => undefined));
  if (survey.result === null) throw new Error(`${root} is not the top of a kernel tree`);
  const { files, words } = survey.result;
  const reader = new SourceReader();
  const index = new SourceIndex(new DiskFiles(root), new Map(), new KnownWords(words));
  const around = new NotedSurroundings(backend, index, release, (path) => path);
  const candidates: string[] = [];
  let sites = 0;
  const reviewed = await secondsOf(async () => {
    for (const file of files) {
      await pause();
      const read = reader.read(join(root, file), namesAcquire);
      if (read.kind !== 'text') continue;
      const one = analyzeFile({ backend, file, text: read.text, release, around });
      sites += one.sites.length;
      if (one.parsed) candidates.push(file);
    }
  });
  return {
    list: list.seconds,
    survey: survey.seconds,
    review: reviewed.seconds,
    listed: list.result.files.length,
    sites,
    files: [...new Set([...candidates, ...around.opened])],
    candidates: candidates.length,
  };
}

async function parse(root: string, files: readonly string[]): Promise<Parsed> {
  const backend = await loadParser();
  const texts = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  const records = await secondsOf(() => {
    for (const { file, text } of texts)
      for (const unit of new SourceFile(backend, file, text).functions) void unit.syntax;
  });
  const normalised = texts.map(({ text }) => normalise(text));
  const treeSitter = await secondsOf(() => {
    for (const text of normalised) backend.parse(text).dispose();
  });
  return { treeSitter: treeSitter.seconds, records: records.seconds };
}

/** Runs a part of the benchmark in a process of its own. */
function inProcess<T>(part: 'review' | 'parse', root: string, input: string): T {
  const { status, stdout } = spawnSync(
    process.execPath,
    [...process.execArgv, __filename, part, root],
    { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'], maxBuffer: 2 ** 26 },
  );
  if (status !== 0) throw new Error(`the ${part} failed`);
  return JSON.parse(stdout) as T;
}

function report(root: string): void {
  const reviewed = inProcess<Reviewed>('review', root, '');
  const parsed = inProcess<Parsed>('parse', root, JSON.stringify(reviewed.files));
  const seconds = (what: string, taken: number) => {
    console.log(`${taken.toFixed(2).padStart(7)} s  ${what}`);
  };
  const ratio = (what: string, part: number, whole: number) => {
    console.log(`${(part / whole).toFixed(2).padStart(7)}    ${what}`);
  };
  const { list, survey, review, listed, sites, files, candidates } = reviewed;
  const finding = list + survey;
  console.log(
    `${String(listed)} files; ${String(candidates)} with ${String(sites)} sites, ` +
      `${String(files.length - candidates)} more that their pages are followed into\n`,
  );
  seconds('list the tree', list);
  seconds('look through every file for names and words', survey);
  seconds('review: all rules, what lies around read included', review);
  seconds('parse the same files: from text to syntax records', parsed.records);
  seconds('parse the same files: tree-sitter alone, normalised before', parsed.treeSitter);
  console.log();
  ratio('review : parse', review, parsed.records);
  ratio('find and review : find and parse', finding + review, finding + parsed.records);
  ratio('find and review : parse', finding + review, parsed.records);
}

async function main(): Promise<void> {
  compileLess();
  keepHeapSmall();
  const [first, second] = process.argv.slice(2);
  if (first === 'review') console.log(JSON.stringify(await review(second)));
  else if (first === 'parse') {
    const files = JSON.parse(readFileSync(0, 'utf8')) as string[];
    console.log(JSON.stringify(await parse(second, files)));
  } else if (first) report(resolve(first));
  else throw new Error('usage: npm run bench -- analyzer TREE');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
