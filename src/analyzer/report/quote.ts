import { printable } from './printable';

/** A gap of so few lines costs less to read than the mark of an omission. */
const LARGEST_FILLED_GAP = 2;

/**
 * The given lines as a mail quotes them, `> ` before each, in order; `> [...]` stands for what is
 * left out between them.
 *
 * @param lines The file's lines.
 * @param wanted 1-based numbers; those outside the file are passed over.
 */
export function quote(lines: readonly string[], wanted: Iterable<number>): string {
  const numbers = [...new Set(wanted)]
    .filter((n) => n >= 1 && n <= lines.length)
    .sort((a, b) => a - b);
  const quoted: string[] = [];
  let previous: number | null = null;
  for (const number of numbers) {
    if (previous !== null && number - previous - 1 > LARGEST_FILLED_GAP) quoted.push('> [...]');
    else if (previous !== null) quoted.push(...lines.slice(previous, number - 1).map(quoteLine));
    quoted.push(quoteLine(lines[number - 1] ?? ''));
    previous = number;
  }
  return quoted.join('\n');
}

function quoteLine(line: string): string {
  return `> ${printable(line.trimEnd())}`.trimEnd();
}
