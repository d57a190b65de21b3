/** Where the lines of a paragraph begin. */
export interface Indent {
  readonly first?: string;
  readonly rest?: string;
}

/**
 * Breaks a text at its blanks into lines of at most `width` characters, indentation included. A
 * word longer than a line (a file name, mostly) is left whole: a broken path is of no use.
 */
export function wrap(text: string, width: number, indent: Indent = {}): string {
  const { first = '', rest = '' } = indent;
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines.join('\n');
}
