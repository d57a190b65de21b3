// The cost of the analyzer on a kernel tree: `npm run bench -- analyzer TREE`. All in CPU seconds of
// this process, garbage collection and compilation included, one pass each, nothing warmed up.
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { analyzeFile } from '../../src/analyzer/analyzeFile';
import { Surroundings } from '../../src/analyzer/flow/surroundings';
import { normalise } from '../../src/analyzer/normalise/normalise';
import { findAcquires } from '../../src/analyzer/sites/callTokens';
import { isExcluded } from '../../src/analyzer/sites/exclusions';
import { SourceFile } from '../../src/analyzer/syntax/sourceFile';
import { DiskFiles } from '../../src/tree/diskFiles';
import { findKernelTree } from '../../src/tree/kernelTree';
import { loadParser } from '../../src/tree/parser';
import { pauseBetweenFiles } from '../../src/tree/pause';
import { namesAcquire, SourceReader } from '../../src/tree/readSource';
import { filesOf } from '../../src/tree/scan';
import { SourceIndex } from '../../src/tree/sourceIndex';

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const taken = new Map<string, number>();

async function measure<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const before = cpuSeconds();
  const result = await work();
  const seconds = cpuSeconds() - before;
  taken.set(name, seconds);
  console.log(`${seconds.toFixed(2).padStart(7)} s  ${name}`);
  return result;
}

const of = (name: string): number => taken.get(name) ?? NaN;

function ratio(what: string, part: number, whole: number): void {
  console.log(`${(part / whole).toFixed(2).padStart(7)}    ${what}`);
}

async function main(): Promise<void> {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error('usage: npm run bench -- analyzer TREE');
  const root = resolve(folder);
  const { release } = findKernelTree(root);
  const backend = await loadParser();

  const { files } = await measure('list the tree', () =>
    filesOf({ root, top: root, release, ignoreFiles: false }, pauseBetweenFiles(setImmediate)),
  );
  const texts = await measure('read every file, look for names of acquire functions', () => {
    const reader = new SourceReader();
    return files.flatMap((file) => {
      const read = reader.read(join(root, file), namesAcquire);
      return read.kind === 'text' && !isExcluded(file) ? [{ file, text: read.text }] : [];
    });
  });
  const candidates = await measure('find the files that call one: the candidates', () =>
    texts.filter(({ text }) => findAcquires(text).length > 0),
  );
  const normalised = candidates.map(({ text }) => normalise(text));
  await measure('parse the candidates: tree-sitter alone, normalised before', () => {
    for (const text of normalised) backend.parse(text).dispose();
  });
  await measure('parse the candidates: from text to syntax records', () => {
    for (const { file, text } of candidates)
      for (const unit of new SourceFile(backend, file, text).functions) void unit.syntax;
  });
  await measure('review the candidates: all rules, neighbours read included', () => {
    const index = new SourceIndex(new DiskFiles(root));
    const around = new Surroundings(backend, index, release, (path) => path);
    for (const { file, text } of candidates) analyzeFile({ backend, file, text, release, around });
  });

  const parsing = of('parse the candidates: from text to syntax records');
  const reviewing = of('review the candidates: all rules, neighbours read included');
  const finding =
    of('list the tree') +
    of('read every file, look for names of acquire functions') +
    of('find the files that call one: the candidates');
  console.log(`\n${String(candidates.length)} candidates of ${String(files.length)} files`);
  ratio('review : parse of the candidates', reviewing, parsing);
  ratio('find and review : find and parse', finding + reviewing, finding + parsing);
  ratio('find and review : parse of the candidates', finding + reviewing, parsing);
  ratio(
    'find and review : tree-sitter alone',
    finding + reviewing,
    of('parse the candidates: tree-sitter alone, normalised before'),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
