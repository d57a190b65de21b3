import type { Finding, PathStep } from '../records';
import { printable } from './printable';

/**
 * A finding as compilers print theirs, `file:line:column: severity: message [rule]`, its path
 * indented below. Ends without a newline.
 */
export function findingText(finding: Finding): string {
  const { file, line, column, severity, message, rule } = finding;
  const head = `${file}:${String(line)}:${String(column)}: ${severity}: ${message} [${rule}]`;
  return [head, ...finding.path.map((step) => `    ${stepText(step)}`)].map(printable).join('\n');
}

/** One step of a path: `file:line: message`. */
export function stepText({ file, line, message }: PathStep): string {
  return `${file}:${String(line)}: ${message}`;
}
