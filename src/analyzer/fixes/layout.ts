/** Kernel layout: tabs of eight columns, lines of eighty, arguments aligned with the parenthesis. */
const TAB = 8;
export const LINE_WIDTH = 80;

/** The column, from 0, that text reaches when it begins at column 0. */
export function columns(text: string): number {
  let column = 0;
  for (const character of text) {
    column = character === '\t' ? column + TAB - (column % TAB) : column + 1;
  }
  return column;
}

/** White space up to a column: tabs, then spaces. */
export function whiteSpace(column: number): string {
  return '\t'.repeat(Math.floor(column / TAB)) + ' '.repeat(column % TAB);
}

/**
 * A call statement without its indentation, broken behind a comma where it does not fit into 80
 * columns. A single argument that is too long stays: there is nowhere to break it.
 */
export function callStatement(
  name: string,
  args: readonly string[],
  indent: string,
  eol: string,
): string {
  const start = `${name}(`;
  const aligned = columns(indent) + start.length;
  let line = indent + start;
  const lines: string[] = [];
  args.forEach((arg, index) => {
    const piece = arg + (index < args.length - 1 ? ',' : ');');
    const space = index === 0 ? '' : ' ';
    if (index > 0 && columns(line + space + piece) > LINE_WIDTH) {
      lines.push(line);
      line = whiteSpace(aligned) + piece;
    } else line += space + piece;
  });
  return [...lines, line].join(eol).slice(indent.length);
}
