import * as vscode from 'vscode';
import type { Finding, Severity } from '../../analyzer/records';
import { formatRelease } from '../../kernel';
import { rulePageCommand } from '../rulePages';
import { uriIn } from './reviews';
import type { ShownFinding } from './shownFindings';

/** What findings are marked with in the Problems view, beside the rule. */
export const SOURCE = 'GUP';

/** More places than this hide the ones that matter; the whole path is in the GUP view. */
const MOST_PLACES = 4;

const SEVERITIES: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function rangeOf(finding: Finding): vscode.Range {
  return new vscode.Range(
    finding.line - 1,
    finding.column - 1,
    finding.endLine - 1,
    finding.endColumn - 1,
  );
}

/** The finding as VS Code shows it. */
export function findingDiagnostic({ finding, review, severity }: ShownFinding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(finding), finding.message, SEVERITIES[severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = {
    value: finding.rule,
    target: rulePageCommand(finding.rule, formatRelease(review.release)),
  };
  diagnostic.relatedInformation = placesThatMatter(finding.path).map(
    ({ file, line, message }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uriIn(review, file), new vscode.Position(line - 1, 0)),
        message,
      ),
  );
  return diagnostic;
}

/** The first place, where the pages are taken, and the last ones, where it goes wrong. */
function placesThatMatter<T>(path: readonly T[]): readonly T[] {
  if (path.length <= MOST_PLACES) return path;
  return [...path.slice(0, 1), ...path.slice(1 - MOST_PLACES)];
}
