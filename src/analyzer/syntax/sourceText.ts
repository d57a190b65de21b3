import type { SyntaxNode } from '../syntax/syntaxNode';

/** A file's text with what every reader of syntax nodes needs from it. */
export class SourceText {
  private lineStarts: number[] | null = null;

  constructor(
    readonly file: string,
    public text: string,
  ) {}

  /** Another state of the same file: who holds on to the source reads the new one. */
  become(text: string): void {
    this.text = text;
    this.lineStarts = null;
  }

  of(node: SyntaxNode): string {
    return (node.text ??= this.text.slice(node.start, node.end));
  }

  /** The text on one line, cut to a length that a message can carry. */
  short(node: SyntaxNode, limit = 80): string {
    const text = this.of(node).replace(/\s+/g, ' ');
    return text.length <= limit ? text : `${text.slice(0, limit - 3)}...`;
  }

  /** 1-based line and column of an offset. */
  position(offset: number): { line: number; column: number } {
    this.lineStarts ??= lineStarts(this.text);
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.lineStarts[low] + 1 };
  }

  /** The text of a line, 1-based, without its end; empty behind the last. */
  lineText(line: number): string {
    this.lineStarts ??= lineStarts(this.text);
    const start = this.lineStarts[line - 1];
    if (start === undefined) return '';
    return this.text.slice(start, this.lineStarts[line] ?? this.text.length).trimEnd();
  }

  line(node: SyntaxNode): number {
    return this.position(node.start).line;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
