import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { SECTION } from '../settings';
import { suppressionDiagnostics } from '../suppress/unusedSuppressions';
import { findingDiagnostic } from './findingDiagnostic';
import type { Reviews } from './reviews';
import { shownIn } from './shownFindings';

/** Shows the findings of all reviews as diagnostics. */
export class ReviewDiagnostics implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly collection = this.disposables.own(
    vscode.languages.createDiagnosticCollection('gup'),
  );

  private readonly published = this.disposables.own(
    new vscode.EventEmitter<readonly vscode.Uri[]>(),
  );
  /** Fires with the files whose diagnostics VS Code was just given; its own event waits 50 ms. */
  readonly onDidPublish = this.published.event;

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
        return [
          uri,
          review && [...shownIn(review).map(findingDiagnostic), ...suppressionDiagnostics(review)],
        ];
      }),
    );
    this.published.fire(uris);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
