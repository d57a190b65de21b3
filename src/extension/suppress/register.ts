import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import type { Reviews } from '../review/reviews';
import type { TreeOutcome } from '../review/treeReview';
import { clearBaseline, exportSarif, writeBaselineFile } from './exports';
import { showSuppressed } from './suppressCommands';
import type { SuppressionFileCache } from './suppressionFiles';
import { registerUnusedSuppressions } from './unusedSuppressions';

interface Surroundings {
  readonly reviews: Reviews;
  readonly suppressionFiles: SuppressionFileCache;
  /** What the last review of each tree came to. */
  readonly outcomes: () => readonly TreeOutcome[];
  /** Of the extension, for the SARIF log. */
  readonly version: string;
}

/** Commands on what is found in a whole tree: baseline, SARIF, what is suppressed. */
export function registerSuppression(around: Surroundings, all: Disposables): void {
  const { reviews, suppressionFiles } = around;
  const command = (name: string, run: () => Promise<void>) => {
    all.own(vscode.commands.registerCommand(name, run));
  };
  registerUnusedSuppressions(reviews, all);
  command('gup.exportSarif', () => exportSarif(around));
  command('gup.writeBaseline', () => writeBaselineFile(reviews, suppressionFiles));
  command('gup.clearBaseline', () => clearBaseline(reviews));
  command('gup.showSuppressed', () => showSuppressed(reviews.all()));
}
