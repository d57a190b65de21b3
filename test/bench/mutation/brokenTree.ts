// A kernel tree whose files can be broken in memory, one small change at a time, and reviewed again.
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { analyzeFile, type FileReview } from '../../../src/analyzer/analyzeFile';
import { Surroundings } from '../../../src/analyzer/flow/surroundings';
import type { Finding } from '../../../src/analyzer/records';
import { RULES } from '../../../src/analyzer/rules';
import { SourceFile } from '../../../src/analyzer/syntax/sourceFile';
import type { SyntaxBackend } from '../../../src/analyzer/syntax/syntaxBackend';
import { type KernelRelease, NEWEST_RELEASE } from '../../../src/kernel';
import { DiskFiles } from '../../../src/tree/diskFiles';
import { findKernelTree } from '../../../src/tree/kernelTree';
import { loadParser } from '../../../src/tree/parser';
import { pauseBetweenFiles } from '../../../src/tree/pause';
import { namesAcquire, SourceReader } from '../../../src/tree/readSource';
import { filesOf, surveyOf } from '../../../src/tree/scan';
import { SourceIndex } from '../../../src/tree/sourceIndex';
import { KnownWords, type SourceWords } from '../../../src/tree/treeWords';
import { type CallShape, isRelease, shapeOf } from './functionShape';
import { FITTING, type Mutant } from './mutant';
import { mutantsOf } from './operators';

const SEED = 20200131;

/** A mutant, and the file it is one of. */
export interface FileMutant {
  readonly file: string;
  readonly text: string;
  readonly base: FileReview;
  readonly mutant: Mutant;
}

/** The tree, and every mutant of the files with sites whose path has the part. */
export async function openBroken(
  root: string,
  part: string,
): Promise<{ readonly tree: BrokenTree; readonly mutants: readonly FileMutant[] }> {
  const { release } = findKernelTree(root);
  const { files, words } = await sourcesOf(root);
  const tree = new BrokenTree(root, release, await loadParser(), words);
  const mutants: FileMutant[] = [];
  for (const file of files.filter((one) => one.includes(part))) {
    const text = tree.read(file);
    const base = tree.review(file, text);
    if (base.sites.length === 0) continue;
    for (const mutant of tree.mutants(file, text, base)) mutants.push({ file, text, base, mutant });
  }
  return { tree, mutants };
}

export class BrokenTree {
  private readonly overlay = new Map<string, string>();
  private readonly index: SourceIndex;

  constructor(
    root: string,
    readonly release: KernelRelease,
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
    const paired = new Map<string, string[]>();
    for (const { releases } of base.sites)
      for (const { line, api, on } of releases.filter((r) => r.file === file))
        paired.set(`${String(line)}:${api}`, [
          ...(paired.get(`${String(line)}:${api}`) ?? []),
          ...on,
        ]);
    const shapes = parsed.functions.flatMap(({ name, syntax }) =>
      syntax ? [shapeOf(name, syntax, parsed.source)] : [],
    );
    const releasing = new Set<string>();
    for (let round = 0; round < 3; round++)
      for (const { name, calls } of shapes)
        if (calls.some((call) => isRelease(call) || releasing.has(call.name))) releasing.add(name);
    const onOf = ({ name, node }: CallShape) =>
      paired.get(`${String(parsed.source.line(node))}:${name}`);
    const around = {
      isPaired: (call: CallShape) => onOf(call) !== undefined,
      isOfFailure: (call: CallShape) =>
        onOf(call)?.every((on) => on === 'error' || on === 'partial') ?? false,
      releases: (name: string) => releasing.has(name),
    };
    // What is broken as it stands cannot be broken there once more.
    const isBroken = ({ operator, edit }: Mutant) =>
      base.findings.some(
        ({ rule, line, confidence }) =>
          FITTING[operator].includes(rule) &&
          line === parsed.source.position(edit.start).line &&
          confidence !== 'low',
      );
    const mutants = shapes
      .flatMap((shape) => mutantsOf(shape, around))
      .filter((one) => !isBroken(one));
    // Two releases in one loop break its bounds in the same way.
    return [...new Map(mutants.map((one) => [JSON.stringify(one), one])).values()];
  }
}

/** What makes a finding another one: a count in its message does not. */
export const keyOf = ({ rule, site, line, confidence }: Finding): string =>
  `${rule} ${site} ${String(line)} ${confidence}`;

/** Numbers in [0, 1) that are the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** At most so many of them, always the same ones. */
export function sampled<T>(items: readonly T[], most: number): T[] {
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
