import type { Neighbourhood } from '../neighbourhood';
import type { SyntaxBackend } from '../syntax/syntaxBackend';
import { Definitions, StructText } from './structText';

/** Headers read for one source, nearest first; what lies deeper is about other things. */
const MOST_HEADERS = 120;

/** The structs that the sources of a tree can name. Sources share most of their headers. */
export class Headers {
  private readonly known = new Map<string, StructText>();
  private readonly included = new Map<string, readonly string[]>();
  private readonly definitions = new Definitions();

  constructor(
    private readonly backend: SyntaxBackend,
    private readonly neighbourhood: Neighbourhood,
  ) {}

  /** A source's own structs, then those of the headers it includes, nearest first. */
  *structsFrom(path: string, text: string): Generator<StructText> {
    yield new StructText(this.backend, () => text, this.definitions);
    // A struct in a struct is often another header's.
    for (const header of this.pathsThrough(path, () => true)) yield this.header(header);
  }

  /** The headers that a source includes, and those that the tree's own headers among them include. */
  *pathsFrom(path: string): Generator<string> {
    // What a driver's own header includes belongs to it; what <linux/mm.h> does, does not.
    yield* this.pathsThrough(path, (header) => !header.startsWith('include/'));
  }

  private *pathsThrough(path: string, opens: (header: string) => boolean): Generator<string> {
    const queue = [...this.neighbourhood.headersOf(path)];
    const seen = new Set(queue);
    for (let at = 0; at < queue.length && at < MOST_HEADERS; at++) {
      const header = queue[at];
      yield header;
      if (!opens(header)) continue;
      for (const inner of this.includedBy(header)) {
        if (!seen.has(inner)) queue.push(inner);
        seen.add(inner);
      }
    }
  }

  private includedBy(header: string): readonly string[] {
    let known = this.included.get(header);
    if (known === undefined) {
      known = this.neighbourhood.headersOf(header);
      this.included.set(header, known);
    }
    return known;
  }

  /** The header has another text now. */
  forget(path: string): void {
    this.known.delete(path);
    this.included.delete(path);
  }

  private header(path: string): StructText {
    let known = this.known.get(path);
    if (known === undefined) {
      known = new StructText(this.backend, () => this.neighbourhood.read(path));
      this.known.set(path, known);
    }
    return known;
  }
}
