// What typing costs the analyzer: `npm run bench -- typing TREE [FILE...]`. For each file the time from
// an edit to the answers of the analyzer's process, as the editor asks it, against a full parse of the
// file, and how long the asking side's event loop was blocked. All in one run; times are medians. For
// the whole way through the editor see typingInEditor.mjs.
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { KernelRelease } from '../../src/kernel';
import { findKernelTree } from '../../src/tree/kernelTree';
import { loadParser } from '../../src/tree/parser';
import { TextSender } from '../../src/tree/service/sentText';
import type { FromService, ToService } from '../../src/tree/service/messages';
import {
  changeOf,
  FILES,
  lineOf,
  longer,
  NO_BLOCK,
  noteOn,
  parseFully,
  ROUNDS,
  typings,
  watchLoop,
} from './typing/measure';

/** Milliseconds to the first answer about a text, and to the last. */
interface Answered {
  readonly first: number;
  readonly last: number;
}

/** The analyzer's process, asked one thing at a time. */
class Asked {
  private readonly child: ChildProcess;
  private readonly texts = new TextSender();
  private id = 0;

  constructor(
    private readonly root: string,
    private readonly release: KernelRelease,
  ) {
    this.child = fork('dist/service.js', { serialization: 'advanced' });
  }

  review(file: string, text: string): Promise<Answered> {
    const id = ++this.id;
    const before = performance.now();
    return new Promise((done, failed) => {
      let first: number | null = null;
      const listen = (message: FromService) => {
        if (message.id !== id) return;
        const now = performance.now() - before;
        first ??= now;
        if (message.kind === 'soFar') return;
        this.child.off('message', listen);
        if (message.kind === 'failed') failed(new Error(message.message));
        else done({ first, last: now });
      };
      this.child.on('message', listen);
      const { root, release } = this;
      const sent = this.texts.pack({ root, file }, text);
      const input = { root, file, text: sent, onDisk: true, seesTree: false, release };
      this.child.send({ kind: 'document', id, input } satisfies ToService);
    });
  }

  end(): void {
    this.child.disconnect();
  }
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
    const opened = await asked.review(file, text);
    console.log(
      `${file}: ${String(text.length)} characters, opened in ${opened.last.toFixed(1)} ms${noteOn(file)}`,
    );
    const first = await asked.review(file, `\n${text}`);
    console.log(`  ${'the first edit'.padEnd(26)} to calls ${first.first.toFixed(1)} ms`);
    let now = text;
    await asked.review(file, now);
    for (const typing of typings(text)) {
      const { what } = typing;
      const measured = { parses: [] as number[], first: [] as number[], last: [] as number[] };
      let longestBlock = NO_BLOCK;
      for (let round = 1; round <= ROUNDS; round++) {
        const lengths = { before: text.length, now: now.length };
        const { from, to, text: typed } = changeOf(typing, round, lengths);
        now = now.slice(0, from) + typed + now.slice(to);
        const watch = watchLoop();
        const { first, last } = await asked.review(file, now);
        longestBlock = longer(longestBlock, watch());
        measured.first.push(first);
        measured.last.push(last);
      }
      // Not in between: what is left of a parse would be collected while the next edit is measured.
      for (let round = 1; round <= ROUNDS; round++) measured.parses.push(parseFully(backend, now));
      now = text;
      await asked.review(file, now);
      console.log(lineOf({ what, ...measured, longestBlock }));
    }
  }
  asked.end();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
