import * as l10n from '@vscode/l10n';
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
    const text = `$(sync~spin) ${l10n.t('GUP {0} of {1}', done, total)}`;
    return { text, tooltip: l10n.t('GUP Review: reviewing the kernel tree'), isProblem: false };
  }
  const isOutside = file !== null && !file.inTree;
  const icon = findings > 0 ? '$(bug)' : '$(check)';
  return {
    text: `${icon} GUP ${findingCount(findings)}${isOutside ? `, ${l10n.t('not a kernel tree')}` : ''}`,
    tooltip: l10n.t(
      'GUP Review: {0}, {1} in what was reviewed{2}',
      findingCount(findings),
      sites === 1 ? l10n.t('1 site') : l10n.t('{0} sites', sites),
      judgedBy(file),
    ),
    isProblem: false,
  };
}

function judgedBy(file: StatusFacts['file']): string {
  if (file === null) return '';
  return file.inTree
    ? l10n.t('; Linux {0}', file.release)
    : l10n.t('; not in a kernel tree, judged as Linux {0}', file.release);
}

function findingCount(findings: number): string {
  return findings === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', findings);
}
