/** Where a C source defines a function; kernel style, in which definitions begin a line. */

/** A head may run over several lines before its brace. */
const HEAD_LINES = 8;

/** The 1-based line, or null. `name` is a C identifier. */
export function definitionLine(source: string, name: string): number | null {
  if (!/^\w+$/.test(name)) return null;
  const lines = source.split('\n');
  const head = new RegExp(`^(?:\\w[\\w\\s*]*\\b)?${name}\\(`);
  for (const [index, line] of lines.entries()) {
    if (!head.test(line)) continue;
    const end = /[;{]/.exec(lines.slice(index, index + HEAD_LINES).join('\n'));
    if (end?.[0] === '{') return index + 1;
  }
  return null;
}
