import type { KernelRelease } from '../../kernel';
import type { Neighbourhood } from '../neighbourhood';
import { SourceFile } from '../syntax/sourceFile';
import type { SyntaxBackend } from '../syntax/syntaxBackend';
import { FileProgram } from './fileProgram';
import { Headers } from './headers';
import type { Memo } from './memo';
import { Structs } from './structs';

/** The tree around the files of a scan, as far as pages are followed into it. */
export class Surroundings {
  private readonly headers: Headers;

  constructor(
    private readonly backend: SyntaxBackend,
    private readonly neighbourhood: Neighbourhood,
    readonly release: KernelRelease,
    /** Names a file of the tree for the output. */
    private readonly shown: (treePath: string) => string,
    /** What is kept from one state of a file to the next. */
    readonly memo: Memo | null = null,
  ) {
    this.headers = new Headers(backend, neighbourhood);
  }

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
    const file = new SourceFile(this.backend, this.shown(path), text);
    return new FileProgram(file, this.release, this.structsOf(path, text));
  }

  /** The structs that a source can name: its own and those of the headers it includes. */
  structsOf(path: string, text: string): Structs {
    return new Structs(this.headers.structsFrom(path, text));
  }

  /** The headers that a source includes, and those that the tree's own headers among them include. */
  headersOf(path: string): Iterable<string> {
    return this.headers.pathsFrom(path);
  }
}
