import type { TextChange } from './syntax/textChange';

/** A place in a text, both 1-based. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** Takes places in a text to where the same characters stand after an edit. */
export class MovedPlaces {
  private readonly start: Place;
  private readonly endBefore: Place;
  private readonly endAfter: Place;

  constructor(before: string, after: string, change: TextChange) {
    this.start = placeBehind({ line: 1, column: 1 }, after, 0, change.start);
    this.endBefore = placeBehind(this.start, before, change.start, change.endBefore);
    this.endAfter = placeBehind(this.start, after, change.start, change.endAfter);
  }

  /** Where the character is now; null for one that was replaced. */
  now({ line, column }: Place): Place | null {
    const { start, endBefore, endAfter } = this;
    if (isBefore({ line, column }, start)) return { line, column };
    if (isBefore({ line, column }, endBefore)) return null;
    return {
      line: line + endAfter.line - endBefore.line,
      column: line === endBefore.line ? column + endAfter.column - endBefore.column : column,
    };
  }

  /** The line of what a line began with; where that was replaced, of what replaced it. */
  line(line: number): number {
    return (this.now({ line, column: 1 }) ?? this.start).line;
  }
}

const isBefore = (a: Place, b: Place): boolean =>
  a.line < b.line || (a.line === b.line && a.column < b.column);

/** Where one is behind a stretch of text that begins at a place. */
function placeBehind({ line, column }: Place, text: string, from: number, to: number): Place {
  let lines = 0;
  let last = -1;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    lines++;
    last = at;
  }
  return lines === 0
    ? { line, column: column + to - from }
    : { line: line + lines, column: to - last };
}
