import type { Finding, PathStep } from '../records';
import { stepText } from './findingText';
import { printable } from './printable';
import { quote } from './quote';
import { wrap } from './wrap';

/** Where a mailing list expects a line to end. */
const WIDTH = 72;

/** The lines of a file of the tree, or null when it can't be read. */
export type ReadLines = (file: string) => readonly string[] | null;

/**
 * Findings as a reviewer would send them to a mailing list: where and what, the code quoted, the
 * path in words; plain text of 72 columns (quoted code keeps its own width). Ends with a newline.
 */
export function reviewMail(findings: readonly Finding[], read: ReadLines): string {
  return findings.map((finding) => oneFinding(finding, read)).join('\n\n');
}

function oneFinding(finding: Finding, read: ReadLines): string {
  const { file, line, message, rule } = finding;
  const parts = [wrap(printable(`${file}:${String(line)}: ${message} [${rule}]`), WIDTH)];
  for (const [name, numbers] of linesByFile(finding)) {
    const lines = read(name);
    const quoted = lines === null ? '' : quote(lines, numbers);
    if (quoted !== '') parts.push(name === file ? quoted : `${printable(name)}:\n\n${quoted}`);
  }
  if (finding.path.length > 0) parts.push(pathText(finding.path));
  return parts.join('\n\n') + '\n';
}

function pathText(path: readonly PathStep[]): string {
  const steps = path.map((step, index) => {
    const first = `${String(index + 1).padStart(2)}. `;
    return wrap(printable(stepText(step)), WIDTH, { first, rest: ' '.repeat(first.length) });
  });
  return ['The path:', ...steps].join('\n');
}

/** The lines that the finding and its path name, by file; the finding's own file first. */
function linesByFile(finding: Finding): Map<string, Set<number>> {
  const own = new Set<number>();
  for (let line = finding.line; line <= finding.endLine; line++) own.add(line);
  const byFile = new Map([[finding.file, own]]);
  for (const { file, line } of finding.path) {
    const lines = byFile.get(file) ?? new Set();
    byFile.set(file, lines.add(line));
  }
  return byFile;
}
