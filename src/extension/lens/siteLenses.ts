import * as vscode from 'vscode';
import type { Site } from '../../analyzer/records';
import { Disposables } from '../disposables';
import { type ReviewedFile, type Reviews } from '../review/reviews';
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
    return review === undefined ? [] : review.sites.map((site) => lens(site, review));
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function lens(site: Site, review: ReviewedFile): vscode.CodeLens {
  const line = Math.max(site.line - 1, 0);
  return new vscode.CodeLens(new vscode.Range(line, site.column - 1, line, site.column - 1), {
    title: lensTitle(site),
    tooltip: 'Replay this call step by step on the model of mm/gup.c',
    command: 'gup.replaySite',
    arguments: [review.uri, site.line],
  });
}

/** "pin · 3 releases · Replay". */
export function lensTitle(site: Site): string {
  return [site.tracking, releasesText(site), 'Replay'].filter((part) => part !== '').join(' · ');
}

function releasesText({ releases, notFollowed }: Site): string {
  if (releases.length > 0) {
    return releases.length === 1 ? '1 release' : `${String(releases.length)} releases`;
  }
  return notFollowed === null ? '' : 'not followed';
}

export function registerLenses(reviews: Reviews, all: Disposables): void {
  const lenses = all.own(new SiteLenses(reviews));
  all.own(vscode.languages.registerCodeLensProvider({ language: 'c', scheme: 'file' }, lenses));
}
