import type { KernelRelease } from '../../kernel';
import type { Neighbourhood } from '../neighbourhood';
import { withoutOtherReleases } from '../normalise/otherReleases';
import type { Caller, Callers } from '../sites/callers';
import { isExcluded } from '../sites/exclusions';
import { SourceFile } from '../syntax/sourceFile';
import type { SyntaxBackend } from '../syntax/syntaxBackend';
import { FileProgram } from './fileProgram';
import { Headers } from './headers';
import type { Memo } from './memo';
import { Structs } from './structs';
import { definesStruct } from './structText';

/** Files that call one function, as far as they are looked at. */
const MOST_CALLERS = 12;
/** Functions whose callers are kept at hand: those of one file ask for the same. */
const MOST_CALLED = 16;

/** The tree around the files of a scan, as far as pages are followed into it. */
export class Surroundings implements Callers {
  private readonly callers = new Map<string, readonly Caller[]>();
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

  /**
   * Sources of the whole tree that have to do with pages and seem to hold all the words, or to define the
   * function of that name: the nearest first.
   */
  far(path: string, wanted: readonly string[] | { readonly defining: string }): readonly string[] {
    const { neighbourhood } = this;
    const found =
      'defining' in wanted
        ? neighbourhood.defining(wanted.defining)
        : neighbourhood.mentioning(wanted);
    return found
      .filter((other) => other !== path && !isExcluded(other))
      .map((other) => ({ other, distance: distanceBetween(path, other) }))
      .sort((a, b) => a.distance - b.distance)
      .map(({ other }) => other);
  }

  callersOf(path: string, name: string): readonly Caller[] {
    const key = `${path} ${name}`;
    let known = this.callers.get(key);
    if (known === undefined) {
      known = this.findCallers(path, name);
      if (this.callers.size >= MOST_CALLED) this.callers.clear();
      this.callers.set(key, known);
    }
    return known;
  }

  private findCallers(path: string, name: string): readonly Caller[] {
    const call = new RegExp(`\\b${name}\\s*\\(`);
    const callers: Caller[] = [];
    for (const other of this.far(path, [name])) {
      if (callers.length === MOST_CALLERS) break;
      const text = this.text(other);
      if (!other.endsWith('.h') && call.test(text))
        callers.push({ path: other, file: new SourceFile(this.backend, this.shown(other), text) });
    }
    return callers;
  }

  /** Whether the whole tree was looked through. */
  isSearched(): boolean {
    return this.neighbourhood.isSearched();
  }

  text(path: string): string {
    return this.read(path) ?? '';
  }

  /** What the release compiles of a source, at its own offsets; null when it cannot be read. */
  private read(path: string): string | null {
    const text = this.neighbourhood.read(path);
    return text === null ? null : withoutOtherReleases(text, this.release);
  }

  /** The functions and structs of another source of the tree. */
  open(path: string): FileProgram | null {
    const text = this.read(path);
    if (text === null) return null;
    return new FileProgram(this.fileAt(path, text), this.release, this.structsOf(path, text));
  }

  private fileAt(path: string, text: string): SourceFile {
    const read = (before: SourceFile | null = null) =>
      new SourceFile(this.backend, this.shown(path), text, [], before);
    return this.memo === null ? read() : this.memo.file(path, text, read);
  }

  /** The header has another text now. */
  forgetHeader(path: string): void {
    this.headers.forget(path);
  }

  /** The structs that a source can name: its own and those of the headers it includes. */
  structsOf(path: string, text: string): Structs {
    return new Structs(this.headers.structsFrom(path, text));
  }

  /** Whether a source, a header that it includes, or one near it says what is in the struct. */
  definesStruct(path: string, text: string, tag: string): boolean {
    return (
      this.structsOf(path, text).knows(tag) ||
      this.naming(path, [tag]).some((other) => definesStruct(this.text(other), tag))
    );
  }

  /** The headers that a source includes, and those that the tree's own headers among them include. */
  headersOf(path: string): Iterable<string> {
    return this.headers.pathsFrom(path);
  }
}

/** How many folders have to be gone up and down to get from one file to the other. */
function distanceBetween(from: string, to: string): number {
  const a = from.split('/');
  const b = to.split('/');
  let common = 0;
  while (common < a.length && a[common] === b[common]) common++;
  return a.length + b.length - 2 * common;
}
