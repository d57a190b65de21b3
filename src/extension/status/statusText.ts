import type { ScanProgress } from './activity';

/** Everything the status item tells. */
export interface StatusFacts {
  readonly problem: string | null;
  readonly scanning: ScanProgress | null;
  readonly findings: number;
  readonly sites: number;
  /** Release of the tree of the file on the screen; null outside any kernel tree. */
  readonly release: string | null;
}

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly isProblem: boolean;
}

/** What the status item says: the worst first. */
export function statusText(facts: StatusFacts): StatusText {
  const { problem, scanning, findings, sites, release } = facts;
  if (problem !== null) {
    return { text: '$(warning) GUP', tooltip: `GUP Review: ${problem}`, isProblem: true };
  }
  if (scanning !== null) {
    const { done, total } = scanning;
    const text = `$(sync~spin) GUP ${String(done)} of ${String(total)}`;
    return { text, tooltip: 'GUP Review: reviewing the kernel tree', isProblem: false };
  }
  const where =
    release === null ? 'not in a kernel tree; judged by the newest release' : `Linux ${release}`;
  const icon = findings > 0 ? '$(bug)' : '$(check)';
  return {
    text: `${icon} GUP ${count(findings, 'finding')}`,
    tooltip: `GUP Review: ${count(findings, 'finding')}, ${count(sites, 'site')} in what was reviewed; ${where}`,
    isProblem: false,
  };
}

function count(number: number, thing: string): string {
  return `${String(number)} ${thing}${number === 1 ? '' : 's'}`;
}
