import * as vscode from 'vscode';
import type { DirectivePlace } from '../../analyzer/suppress/directive';
import {
  type UnusedDirective,
  unusedDirectives,
  withoutUnused,
} from '../../analyzer/suppress/unused';
import type { Disposables } from '../disposables';
import { currentReview } from '../fixes/fixInputs';
import { codeOf } from '../fixes/sources';
import { SOURCE } from '../review/findingDiagnostic';
import type { ReviewedFile, Reviews } from '../review/reviews';

/** The code of diagnostics about comments that suppress. */
const CODE = 'suppression';

/** What there is to say of a file's own suppressions: those without effect, and those not needed. */
export function suppressionDiagnostics(review: ReviewedFile): vscode.Diagnostic[] {
  const wrong = review.suppressions.problems.map(({ place, message }) =>
    diagnosticAt(place, message, vscode.DiagnosticSeverity.Warning),
  );
  const unused = unusedIn(review).map((one) => {
    const { place } = one.directive;
    const message = vscode.l10n.t('suppresses nothing: no {0} is found here', one.rules.join(', '));
    const diagnostic = diagnosticAt(place, message, vscode.DiagnosticSeverity.Information);
    diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
    return diagnostic;
  });
  return [...wrong, ...unused];
}

function unusedIn({ suppressions, findings, suppressed }: ReviewedFile): UnusedDirective[] {
  const all = [...findings, ...suppressed.map(({ finding }) => finding)];
  return unusedDirectives(suppressions.directives, all);
}

function diagnosticAt(
  place: DirectivePlace,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(place), message, severity);
  diagnostic.source = SOURCE;
  diagnostic.code = CODE;
  return diagnostic;
}

function rangeOf({ line, column, endColumn }: DirectivePlace): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, endColumn - 1);
}

/** Takes a suppression away that is not needed any more. */
class UnusedSuppressionActions implements vscode.CodeActionProvider {
  constructor(private readonly reviews: Reviews) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const ours = diagnostics.filter(({ source, code }) => source === SOURCE && code === CODE);
    if (ours.length === 0) return [];
    const review = await currentReview(this.reviews, document);
    if (review === undefined) return [];
    return unusedIn(review).flatMap((unused) => {
      const range = rangeOf(unused.directive.place);
      const diagnostic = ours.find((one) => one.range.isEqual(range));
      const edit = diagnostic && withoutUnused(codeOf(document), unused);
      if (!edit) return [];
      const title = vscode.l10n.t('Remove the suppression that is not needed');
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      action.isPreferred = true;
      action.edit = new vscode.WorkspaceEdit();
      const at = new vscode.Range(document.positionAt(edit.start), document.positionAt(edit.end));
      action.edit.replace(document.uri, at, edit.text);
      return [action];
    });
  }
}

export function registerUnusedSuppressions(reviews: Reviews, all: Disposables): void {
  all.own(
    vscode.languages.registerCodeActionsProvider(
      { language: 'c' },
      new UnusedSuppressionActions(reviews),
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}
