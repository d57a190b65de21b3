import * as vscode from 'vscode';
import type { Site } from '../../analyzer/records';
import { Disposables } from '../disposables';
import { currentReview } from '../fixes/fixInputs';
import { lensTitle } from './lensTitle';
import { type ReviewedFile, type Reviews } from '../review/reviews';
import { shownIn } from '../review/shownFindings';
import { SECTION, settingsFor } from '../settings';

/** One line above each site: what it takes, who gives it back, and the way to its replay. */
export class SiteLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.own(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly reviews: Reviews) {
    this.disposables.own(
      reviews.onDidChange(() => {
        this.changed.fire();
      }),
    );
    this.disposables.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${SECTION}.codeLens`)) this.changed.fire();
      }),
    );
  }

  /**
   * After an edit the lenses of before are kept where they are, by the editor, until the text was
   * reviewed: no line jumps away and back.
   */
  async provideCodeLenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    if (!settingsFor(document.uri).codeLensEnabled) return [];
    const before = this.reviews.get(document.uri);
    const review = before && ((await currentReview(this.reviews, document)) ?? before);
    if (review === undefined || token.isCancellationRequested) return [];
    const shown = shownIn(review);
    return review.sites.map((site) => {
      const own = shown.filter(({ finding }) => finding.site === site.id);
      return lens(
        review,
        site,
        own.map(({ finding }) => finding.rule),
      );
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

/** One line, which leads to the replay. */
function lens(review: ReviewedFile, site: Site, rules: readonly string[]): vscode.CodeLens {
  const at = new vscode.Position(Math.max(site.line - 1, 0), Math.max(site.column - 1, 0));
  return new vscode.CodeLens(new vscode.Range(at, at), {
    title: lensTitle(site, rules),
    tooltip: vscode.l10n.t('Replay this call step by step on the model of mm/gup.c'),
    command: 'gup.replaySite',
    arguments: [review.uri, site.line],
  });
}

export function registerLenses(reviews: Reviews, all: Disposables): void {
  const provider = all.own(new SiteLenses(reviews));
  all.own(vscode.languages.registerCodeLensProvider({ language: 'c' }, provider));
}
