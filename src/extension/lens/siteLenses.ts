import * as vscode from 'vscode';
import type { Site } from '../../analyzer/records';
import { Disposables } from '../disposables';
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

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!settingsFor(document.uri).codeLensEnabled) return [];
    // Between an edit and its review the old sites stay, so that no line jumps.
    const review = this.reviews.get(document.uri);
    if (review === undefined) return [];
    const shown = shownIn(review);
    return review.sites.flatMap((site) => {
      const own = shown.filter(({ finding }) => finding.site === site.id);
      const rules = own.map(({ finding }) => finding.rule);
      return lenses(review, site, lensTitle(site, review.release, rules));
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

/** Two lenses on one line: what becomes of the pages, which leads to it, and the replay. */
function lenses(review: ReviewedFile, site: Site, title: string): vscode.CodeLens[] {
  const at = new vscode.Position(Math.max(site.line - 1, 0), Math.max(site.column - 1, 0));
  const range = new vscode.Range(at, at);
  const where = [review.uri, site.line];
  return [
    new vscode.CodeLens(range, {
      title,
      tooltip: vscode.l10n.t('Go to the releases of these pages'),
      command: 'gup.goToRelease',
      arguments: where,
    }),
    new vscode.CodeLens(range, {
      title: vscode.l10n.t('Replay'),
      tooltip: vscode.l10n.t('Replay this call step by step on the model of mm/gup.c'),
      command: 'gup.replaySite',
      arguments: where,
    }),
  ];
}

export function registerLenses(reviews: Reviews, all: Disposables): void {
  const provider = all.own(new SiteLenses(reviews));
  all.own(vscode.languages.registerCodeLensProvider({ language: 'c' }, provider));
}
