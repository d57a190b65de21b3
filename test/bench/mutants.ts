// Breaks the functions of a kernel tree that take pages, one small change at a time, and counts which
// changes the rules notice: `npm run bench -- mutants TREE [--list] [--operator NAME] [--file PART]
// [--sample N]`. Everything is done in memory. `--sample` takes at most N mutants per operator, always
// the same ones.
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { analyzeFile, type FileReview } from '../../src/analyzer/analyzeFile';
import type { Finding } from '../../src/analyzer/records';
import { RULES } from '../../src/analyzer/rules';
import { SourceFile } from '../../src/analyzer/syntax/sourceFile';
import { Surroundings } from '../../src/analyzer/flow/surroundings';
import type { SyntaxBackend } from '../../src/analyzer/syntax/syntaxBackend';
import { type KernelRelease, NEWEST_RELEASE } from '../../src/kernel';
import { findKernelTree } from '../../src/tree/kernelTree';
import { DiskFiles } from '../../src/tree/diskFiles';
import { loadParser } from '../../src/tree/parser';
import { namesAcquire, SourceReader } from '../../src/tree/readSource';
import { pauseBetweenFiles } from '../../src/tree/pause';
import { filesOf, surveyOf } from '../../src/tree/scan';
import { SourceIndex } from '../../src/tree/sourceIndex';
import { KnownWords, type SourceWords } from '../../src/tree/treeWords';
import { type CallShape, isRelease, shapeOf } from './mutation/functionShape';
import { FITTING, type Mutant, mutated, OPERATORS, type Operator } from './mutation/mutant';
import { mutantsOf } from './mutation/operators';

const SEED = 20200131;

/** How surely a mutant was noticed. */
type Verdict = 'found' | 'hinted' | 'missed';

class Bench {
  private readonly overlay = new Map<string, string>();
  private readonly index: SourceIndex;

  constructor(
    root: string,
    private readonly release: KernelRelease,
    private readonly backend: SyntaxBackend,
    words: readonly SourceWords[],
  ) {
    this.index = new SourceIndex(new DiskFiles(root), this.overlay, new KnownWords(words));
  }

  read(file: string): string {
    return this.index.read(file) ?? '';
  }

  review(file: string, text: string, rules?: readonly string[]): FileReview {
    this.overlay.set(file, text);
    this.index.forget(file);
    try {
      return analyzeFile({
        backend: this.backend,
        file,
        text,
        release: this.release,
        rules: RULES.filter(({ id }) => rules?.includes(id) ?? true),
        // New for each review: what is known of headers does not outlive a change of the tree.
        around: new Surroundings(this.backend, this.index, this.release, (path) => path),
      });
    } finally {
      this.overlay.delete(file);
      // What its neighbours are was found out without it.
      this.index.forget(file);
    }
  }

  mutants(file: string, text: string, base: FileReview): Mutant[] {
    const parsed = new SourceFile(this.backend, file, text);
    const paired = new Set(
      base.sites.flatMap(({ releases }) =>
        releases.filter((r) => r.file === file).map((r) => `${String(r.line)}:${r.api}`),
      ),
    );
    const shapes = parsed.functions.flatMap(({ name, syntax }) =>
      syntax ? [shapeOf(name, syntax, parsed.source)] : [],
    );
    const releasing = new Set<string>();
    for (let round = 0; round < 3; round++)
      for (const { name, calls } of shapes)
        if (calls.some((call) => isRelease(call) || releasing.has(call.name))) releasing.add(name);
    const around = {
      isPaired: ({ name, node }: CallShape) =>
        paired.has(`${String(parsed.source.line(node))}:${name}`),
      releases: (name: string) => releasing.has(name),
    };
    return shapes.flatMap((shape) => mutantsOf(shape, around));
  }

  judge(file: string, text: string, base: FileReview, { operator, edit }: Mutant): Verdict {
    const after = this.review(file, mutated(text, edit), FITTING[operator]);
    const known = new Set(base.findings.map(keyOf));
    const fresh = after.findings.filter((finding) => !known.has(keyOf(finding)));
    if (fresh.some(({ confidence }) => confidence !== 'low')) return 'found';
    return fresh.length > 0 ? 'hinted' : 'missed';
  }
}

/** What makes a finding another one: a count in its message does not. */
const keyOf = ({ rule, site, line, confidence }: Finding): string =>
  `${rule} ${site} ${String(line)} ${confidence}`;

/** Numbers in [0, 1) that are the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function sampled<T>(items: readonly T[], most: number): T[] {
  const random = randomNumbers(SEED);
  const drawn = items.map((item) => ({ item, key: random() }));
  return drawn
    .sort((a, b) => a.key - b.key)
    .slice(0, most)
    .map(({ item }) => item);
}

interface Sources {
  /** Those that name an acquire function, from the top of the tree. */
  readonly files: readonly string[];
  /** The words of all that have to do with pages: mutants are followed as far as a scan goes. */
  readonly words: readonly SourceWords[];
}

async function sourcesOf(root: string): Promise<Sources> {
  const request = { root, top: root, release: NEWEST_RELEASE };
  const pause = pauseBetweenFiles(setImmediate);
  const surveyed = await surveyOf(request, await filesOf(request, pause), pause, () => undefined);
  const reader = new SourceReader();
  const hasSites = (file: string) => reader.read(join(root, file), namesAcquire).kind === 'text';
  return { files: surveyed?.files.filter(hasSites) ?? [], words: surveyed?.words ?? [] };
}

interface Options {
  readonly list: boolean;
  readonly operator: string;
  readonly file: string;
  readonly sample: number;
}

async function run(root: string, { list, operator, file: part, sample }: Options): Promise<void> {
  const backend = await loadParser();
  const { release } = findKernelTree(root);
  const { files: found, words } = await sourcesOf(root);
  const bench = new Bench(root, release, backend, words);
  const files = found.filter((file) => file.includes(part));
  const all: { file: string; text: string; base: FileReview; mutant: Mutant }[] = [];
  for (const file of files) {
    const text = bench.read(file);
    const base = bench.review(file, text);
    if (base.sites.length === 0) continue;
    for (const mutant of bench.mutants(file, text, base)) all.push({ file, text, base, mutant });
  }
  const counts = new Map<Operator, Record<Verdict, number>>();
  for (const name of OPERATORS) {
    if (!name.includes(operator)) continue;
    const count = { found: 0, hinted: 0, missed: 0 };
    const mine = all.filter(({ mutant }) => mutant.operator === name);
    for (const { file, text, base, mutant } of sampled(mine, sample)) {
      const verdict = bench.judge(file, text, base, mutant);
      count[verdict]++;
      const line = text.slice(0, mutant.edit.start).split('\n').length;
      if (list && verdict !== 'found')
        console.log(`${verdict} ${name} ${file}:${String(line)} ${mutant.what}`);
    }
    counts.set(name, count);
  }
  report(counts);
}

function report(counts: ReadonlyMap<Operator, Record<Verdict, number>>): void {
  const line = (name: string, { found, hinted, missed }: Record<Verdict, number>) => {
    const total = found + hinted + missed;
    const share = (n: number) =>
      `${String(n).padStart(4)} (${total === 0 ? '-' : ((100 * n) / total).toFixed(1)}%)`.padEnd(
        14,
      );
    const columns = [String(total).padStart(5), share(found), share(found + hinted)];
    console.log(`${name.padEnd(18)} ${columns.join('  ')}`);
  };
  console.log(`${''.padEnd(18)}   all  medium or more  any confidence`);
  const sum = { found: 0, hinted: 0, missed: 0 };
  for (const [name, count] of counts) {
    line(name, count);
    sum.found += count.found;
    sum.hinted += count.hinted;
    sum.missed += count.missed;
  }
  line('all', sum);
}

const args = process.argv.slice(2);
const valueOf = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
};
const [tree] = args;
if (tree === undefined || tree.startsWith('--')) {
  console.error('usage: npm run bench -- mutants TREE [--list] [--operator NAME] [--file PART]');
  process.exitCode = 2;
} else {
  void run(resolve(tree), {
    list: args.includes('--list'),
    operator: valueOf('--operator') ?? '',
    file: valueOf('--file') ?? '',
    sample: Number(valueOf('--sample') ?? Number.POSITIVE_INFINITY),
  });
}
