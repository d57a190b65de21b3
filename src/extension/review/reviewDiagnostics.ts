import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { SECTION } from '../settings';
import { findingDiagnostic, SOURCE } from './findingDiagnostic';
import type { ReviewedFile, Reviews } from './reviews';
import { shownIn } from './shownFindings';

/** Shows the findings of all reviews as diagnostics. */
export class ReviewDiagnostics implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly collection = this.disposables.own(
    vscode.languages.createDiagnosticCollection('gup'),
  );

  constructor(private readonly reviews: Reviews) {
    this.disposables.own(
      reviews.onDidChange((uris) => {
        this.show(uris);
      }),
    );
    this.disposables.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SECTION)) this.show(reviews.all().map(({ uri }) => uri));
      }),
    );
  }

  private show(uris: readonly vscode.Uri[]): void {
    this.collection.set(
      uris.map((uri): [vscode.Uri, vscode.Diagnostic[] | undefined] => {
        const review = this.reviews.get(uri);
        return [uri, review && [...shownIn(review).map(findingDiagnostic), ...problemsOf(review)]];
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

/** A comment that suppresses nothing looks as if it did: say why it does not. */
function problemsOf({ suppressions }: ReviewedFile): vscode.Diagnostic[] {
  return suppressions.problems.map(({ place, message }) => {
    const { line, column, endColumn } = place;
    const range = new vscode.Range(line - 1, column - 1, line - 1, endColumn - 1);
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
    diagnostic.source = SOURCE;
    diagnostic.code = 'suppression';
    return diagnostic;
  });
}
