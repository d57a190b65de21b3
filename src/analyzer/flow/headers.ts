import type { Neighbourhood } from '../neighbourhood';
import type { SyntaxBackend } from '../syntax/syntaxBackend';
import { StructText } from './structText';

/** Headers read for one source; what lies deeper is about other things. */
const MOST_HEADERS = 80;

/** The structs that the sources of a tree can name. Sources share most of their headers. */
export class Headers {
  private readonly known = new Map<string, StructText>();

  constructor(
    private readonly backend: SyntaxBackend,
    private readonly neighbourhood: Neighbourhood,
  ) {}

  /** A source's own structs, then those of the headers it includes, nearest first. */
  *structsFrom(path: string, text: string): Generator<StructText> {
    yield new StructText(this.backend, () => text);
    for (const header of this.pathsFrom(path)) yield this.header(header);
  }

  /** The headers that a source includes, and those that the tree's own headers among them include. */
  *pathsFrom(path: string): Generator<string> {
    const queue = [...this.neighbourhood.headersOf(path)];
    const seen = new Set(queue);
    for (let at = 0; at < queue.length && at < MOST_HEADERS; at++) {
      const header = queue[at];
      yield header;
      // What a driver's own header includes belongs to it; what <linux/mm.h> does, does not.
      if (header.startsWith('include/')) continue;
      for (const inner of this.neighbourhood.headersOf(header)) {
        if (!seen.has(inner)) queue.push(inner);
        seen.add(inner);
      }
    }
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
