/** Where the lines of a text begin. Lines and columns are 1-based, offsets are UTF-16 units. */
export class Lines {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  get count(): number {
    return this.starts.length;
  }

  /** The line that holds the offset. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  columnOf(offset: number): number {
    return offset - this.startOf(this.lineOf(offset)) + 1;
  }

  /** The offset of a line's first character; the end of the text for a line beyond the last. */
  startOf(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }

  /** The offset behind a line's last character, its line break not counted. */
  endOf(line: number): number {
    const next = this.startOf(line + 1);
    const end = line < this.count ? next - 1 : next;
    return this.text.charAt(end - 1) === '\r' ? end - 1 : end;
  }

  textOf(line: number): string {
    return this.text.slice(this.startOf(line), this.endOf(line));
  }

  /** The white space that a line begins with. */
  indentOf(line: number): string {
    return /^[ \t]*/.exec(this.textOf(line))?.[0] ?? '';
  }
}
