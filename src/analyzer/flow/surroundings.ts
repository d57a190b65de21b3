import type { KernelRelease } from '../../kernel';
import type { Neighbourhood } from '../neighbourhood';
import { SourceFile } from '../syntax/sourceFile';
import type { SyntaxBackend } from '../syntax/syntaxBackend';
import { FileProgram } from './fileProgram';
import { Structs } from './structs';

/** Headers read for one source; what lies deeper is about other things. */
const MOST_HEADERS = 80;

/** The tree around a file, as far as pages are followed into it. */
export class Surroundings {
  private readonly programs: SourceFile[] = [];

  constructor(
    private readonly backend: SyntaxBackend,
    private readonly neighbourhood: Neighbourhood,
    readonly release: KernelRelease,
    /** Names a file of the tree for the output. */
    private readonly shown: (treePath: string) => string,
  ) {}

  /** Sources near `path` that hold all the words. */
  naming(path: string, words: readonly string[]): readonly string[] {
    const [first, ...rest] = words;
    const holding = this.neighbourhood.naming(path, first);
    return holding.filter((other) => {
      const text = this.neighbourhood.read(other) ?? '';
      return rest.every((word) => text.includes(word));
    });
  }

  text(path: string): string {
    return this.neighbourhood.read(path) ?? '';
  }

  /** The functions and structs of another source of the tree. */
  open(path: string): FileProgram | null {
    const text = this.neighbourhood.read(path);
    if (text === null) return null;
    const file = SourceFile.parse(this.backend, this.shown(path), text);
    this.programs.push(file);
    return new FileProgram(file, this.release, this.structsOf(path, text));
  }

  /** The structs that a source can name: its own and those of the headers it includes. */
  structsOf(path: string, text: string): Structs {
    return new Structs(this.backend, () => this.textsFrom(path, text));
  }

  private *textsFrom(path: string, text: string): Generator<string> {
    yield text;
    const queue = [...this.neighbourhood.headersOf(path)];
    const seen = new Set(queue);
    for (let at = 0; at < queue.length && at < MOST_HEADERS; at++) {
      const header = queue[at];
      yield this.text(header);
      // What a driver's own header includes belongs to it; what <linux/mm.h> does, does not.
      if (header.startsWith('include/')) continue;
      for (const inner of this.neighbourhood.headersOf(header)) {
        if (!seen.has(inner)) queue.push(inner);
        seen.add(inner);
      }
    }
  }

  /** Frees what the parsers hold. */
  dispose(): void {
    for (const file of this.programs) file.dispose();
  }
}
