// What typing costs: `npm run bench -- typing TREE [FILE...]`. For each file the time from an edit to the
// answer of the analyzer's process, as the editor asks it, against a full parse of the file, and how
// long the asking side's event loop was blocked. All in one run; times are medians.
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { normalise } from '../../src/analyzer/normalise/normalise';
import type { SyntaxBackend } from '../../src/analyzer/syntax/syntaxBackend';
import type { KernelRelease } from '../../src/kernel';
import { findKernelTree } from '../../src/tree/kernelTree';
import { loadParser } from '../../src/tree/parser';
import type { FromService, ToService } from '../../src/tree/service/messages';

const FILES = ['mm/gup.c', 'drivers/vfio/vfio_iommu_type1.c', 'kernel/events/core.c'];
const ROUNDS = 15;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1];

/** The analyzer's process, asked one thing at a time. */
class Asked {
  private readonly child: ChildProcess;
  private id = 0;

  constructor(
    private readonly root: string,
    private readonly release: KernelRelease,
  ) {
    this.child = fork('dist/service.js', { serialization: 'advanced' });
  }

  /** Milliseconds from the text to the answer about it. */
  review(file: string, text: string): Promise<number> {
    const id = ++this.id;
    const before = performance.now();
    return new Promise((done, failed) => {
      const listen = (message: FromService) => {
        if (!('id' in message) || message.id !== id) return;
        this.child.off('message', listen);
        if (message.kind === 'failed') failed(new Error(message.message));
        else done(performance.now() - before);
      };
      this.child.on('message', listen);
      const { root, release } = this;
      const order: ToService = {
        kind: 'document',
        id,
        input: { root, file, text, onDisk: false, release },
      };
      this.child.send(order);
    });
  }

  end(): void {
    this.child.disconnect();
  }
}

/** Normalised, parsed and made into records from end to end. */
function parseFully(backend: SyntaxBackend, text: string): number {
  const before = performance.now();
  const tree = backend.parse(normalise(text));
  tree.materialize();
  tree.dispose();
  return performance.now() - before;
}

/** Until it is asked, watches for how many milliseconds the event loop did not turn at most. */
function watchLoop(): () => number {
  let last = performance.now();
  let longest = 0;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(turn, 1);
  return () => {
    clearInterval(timer);
    turn();
    return longest;
  };
}

/** Where somebody may type, as offsets. */
function places(text: string): readonly (readonly [string, number])[] {
  const call = /\b(?:pin|get)_user_page\w*\(/.exec(text)?.index ?? text.length >> 1;
  const inSite = text.indexOf('\n', call) + 1;
  return [
    ['a new line at the top', 0],
    ['a new line in a function with a site', inSite],
    ['a new line at the end', text.length],
  ];
}

async function main(): Promise<void> {
  const [folder, ...named] = process.argv.slice(2);
  if (!folder) throw new Error('usage: npm run bench -- typing TREE [FILE...]');
  const root = resolve(folder);
  const { release } = findKernelTree(root);
  const backend = await loadParser();
  const asked = new Asked(root, release);
  for (const file of named.length > 0 ? named : FILES) {
    const text = readFileSync(join(root, file), 'utf8');
    const first = await asked.review(file, text);
    console.log(`${file}: ${String(text.length)} characters, opened in ${first.toFixed(1)} ms`);
    for (const [what, at] of places(text)) {
      const parses: number[] = [];
      const answers: number[] = [];
      let longest = 0;
      for (let round = 1; round <= ROUNDS; round++) {
        const edited = text.slice(0, at) + '\n'.repeat(round) + text.slice(at);
        parses.push(parseFully(backend, edited));
        const watch = watchLoop();
        answers.push(await asked.review(file, edited));
        longest = Math.max(longest, watch());
      }
      const [parse, answer] = [median(parses), median(answers)];
      const columns = [
        `edit to answer ${answer.toFixed(1)} ms`,
        `full parse ${parse.toFixed(1)} ms`,
        `ratio ${(answer / parse).toFixed(2)}`,
        `longest block ${longest.toFixed(1)} ms`,
      ];
      console.log(`  ${what.padEnd(38)} ${columns.join(', ')}`);
    }
  }
  asked.end();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
