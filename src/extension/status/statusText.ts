import type { ScanProgress } from './activity';

/** Everything the status item tells. */
export interface StatusFacts {
  readonly problem: string | null;
  readonly scanning: ScanProgress | null;
  readonly findings: number;
  readonly sites: number;
  /**
   * Release that the C file on the screen is judged by, and whether it is that of a kernel tree;
   * null when there is no C file on the screen.
   */
  readonly file: { readonly release: string; readonly inTree: boolean } | null;
}

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly isProblem: boolean;
}

/** What the status item says: the worst first. */
export function statusText(facts: StatusFacts): StatusText {
  const { problem, scanning, findings, sites, file } = facts;
  if (problem !== null) {
    return { text: '$(warning) GUP', tooltip: `GUP Review: ${problem}`, isProblem: true };
  }
  if (scanning !== null) {
    const { done, total } = scanning;
    const text = `$(sync~spin) GUP ${String(done)} of ${String(total)}`;
    return { text, tooltip: 'GUP Review: reviewing the kernel tree', isProblem: false };
  }
  const icon = findings > 0 ? '$(bug)' : '$(check)';
  return {
    text: `${icon} GUP ${count(findings, 'finding')}`,
    tooltip: `GUP Review: ${count(findings, 'finding')}, ${count(sites, 'site')} in what was reviewed${judgedBy(file)}`,
    isProblem: false,
  };
}

function judgedBy(file: StatusFacts['file']): string {
  if (file === null) return '';
  return file.inTree
    ? `; Linux ${file.release}`
    : `; not in a kernel tree, judged as Linux ${file.release}`;
}

function count(number: number, thing: string): string {
  return `${String(number)} ${thing}${number === 1 ? '' : 's'}`;
}
