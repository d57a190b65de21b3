import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import type { Host } from '../host';
import type { KernelTrees } from '../kernelTrees';
import type { Activity } from '../status/activity';
import type { Site } from '../../analyzer/records';
import { splitFile } from '../suppress/splitFile';
import { SuppressionFileCache } from '../suppress/suppressionFiles';
import type { Analysis } from './analysis';
import { Analyzer } from './analyzer';
import { AskedTrees } from './askedTrees';
import { LiveReview } from './liveReview';
import { ReviewDiagnostics } from './reviewDiagnostics';
import { Reviews } from './reviews';
import { showSkipped } from './skipped';
import { type TreeOutcome, TreeReview } from './treeReview';

/** What the features around a review share. */
export interface Surroundings {
  readonly extension: vscode.Uri;
  readonly host: Host;
  readonly trees: KernelTrees;
  readonly activity: Activity;
  readonly output: vscode.LogOutputChannel;
}

/** Has an open file reviewed with its whole tree in view; see {@link LiveReview.seeTree}. */
export type SeeTree = (uri: vscode.Uri) => Thenable<void>;

/** What an open file would come to with some edits; see {@link LiveReview.trial}. */
export type Trial = LiveReview['trial'];

/** The sites whose pages are given back on a line of a file, 1-based, wherever in its tree they are. */
export type FindAcquires = (uri: vscode.Uri, line: number) => Thenable<readonly Site[]>;

/** What other features build on. */
export interface Registered {
  readonly reviews: Reviews;
  readonly suppressionFiles: SuppressionFileCache;
  readonly analysis: Analysis;
  readonly asked: AskedTrees;
  readonly seeTree: SeeTree;
  readonly trial: Trial;
  readonly findAcquires: FindAcquires;
  /** What the last review of each tree came to. */
  readonly outcomes: () => readonly TreeOutcome[];
  readonly onDidPublish: ReviewDiagnostics['onDidPublish'];
}

/** Starts reviewing the open files, and registers the commands that review more. */
export function registerReview(
  { extension, host, trees, activity, output }: Surroundings,
  all: Disposables,
): Registered {
  const command = (name: string, run: (argument?: unknown) => unknown) => {
    all.own(vscode.commands.registerCommand(name, run));
  };
  const analyzer = all.own(
    new Analyzer(
      (events) => host.startAnalyzer(extension, events),
      (text) => {
        output.warn(text.trimEnd());
      },
    ),
  );
  const suppressionFiles = all.own(new SuppressionFileCache(output));
  const reviews = all.own(new Reviews((file) => splitFile(file, suppressionFiles)));
  all.own(
    suppressionFiles.onDidChange((root) => {
      reviews.suppressAgain(root);
    }),
  );
  all.own(
    vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
      const isGone = (path: string) => removed.some(({ uri }) => path.startsWith(`${uri.path}/`));
      reviews.forget(({ uri, version }) => version === null && isGone(uri.path));
    }),
  );
  const { onDidPublish } = all.own(new ReviewDiagnostics(reviews));
  const asked = all.own(new AskedTrees());
  const live = new LiveReview(analyzer, trees, reviews, asked, (problem) => {
    if (problem !== null) output.error(problem);
    activity.setProblem(problem === null ? null : problem.message);
  });
  all.own(live);
  const treeReview = new TreeReview({ host, analysis: analyzer, trees, reviews, asked, activity });
  command('gup.reviewTree', (top?: unknown) =>
    treeReview.run(top instanceof vscode.Uri ? top : undefined),
  );
  command('gup.showSkipped', () => showSkipped(treeReview.outcomes));
  command('gup.restartAnalyzer', () => {
    analyzer.restart();
    live.reviewAll();
  });
  const seeTree: SeeTree = (uri) => {
    const title = vscode.l10n.t('GUP: looking through the tree');
    const location = vscode.ProgressLocation.Window;
    return vscode.window.withProgress({ location, title }, () => live.seeTree(uri));
  };
  const outcomes = () => treeReview.outcomes;
  const shared = { reviews, suppressionFiles, analysis: analyzer, asked };
  const findAcquires: FindAcquires = (uri, line) => {
    const title = vscode.l10n.t('GUP: looking through the tree');
    const options = { location: vscode.ProgressLocation.Window, title, cancellable: true };
    return vscode.window.withProgress(options, async (_, token) =>
      live.acquires(await vscode.workspace.openTextDocument(uri), line, token),
    );
  };
  const trial: Trial = (document, edits, token) => live.trial(document, edits, token);
  return { ...shared, seeTree, findAcquires, trial, outcomes, onDidPublish };
}
