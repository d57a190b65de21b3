import * as vscode from 'vscode';
import { formatRelease } from '../../kernel';
import { Disposables } from '../disposables';
import type { KernelTrees } from '../kernelTrees';
import type { Reviews } from '../review/reviews';
import { allShown } from '../review/shownFindings';
import { SECTION } from '../settings';
import type { Activity } from './activity';
import { statusText } from './statusText';

/** The item in the status bar: what is known of the file on the screen, and a menu. */
export class StatusItem implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.own(
    vscode.window.createStatusBarItem('gup.status', vscode.StatusBarAlignment.Left),
  );

  /** Counts the refreshes begun. */
  private turn = 0;

  constructor(
    private readonly activity: Activity,
    private readonly reviews: Reviews,
    private readonly trees: KernelTrees,
  ) {
    this.item.name = 'GUP Review';
    this.item.command = 'gup.showMenu';
    const refresh = () => {
      void this.refresh();
    };
    for (const event of [activity.onDidChange, reviews.onDidChange, trees.onDidChange]) {
      this.disposables.own(event(refresh));
    }
    this.disposables.own(vscode.window.onDidChangeActiveTextEditor(refresh));
    this.disposables.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SECTION)) refresh();
      }),
    );
    refresh();
  }

  private async refresh(): Promise<void> {
    const turn = ++this.turn;
    const document = vscode.window.activeTextEditor?.document;
    const isC = document?.languageId === 'c';
    const file = isC ? await this.judgedBy(document.uri) : null;
    // Another file may have come to the screen while the Makefile of this one was read.
    if (turn !== this.turn) return;
    const findings = allShown(this.reviews).length;
    const sites = this.reviews.all().reduce((sum, review) => sum + review.sites.length, 0);
    const { problem, scanning } = this.activity;
    const { text, tooltip, isProblem } = statusText({
      problem,
      scanning,
      findings,
      sites,
      file,
    });
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.backgroundColor = isProblem
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    // Outside C files it is only worth its place when it has something to tell.
    if (isC || isProblem || scanning !== null || sites > 0) this.item.show();
    else this.item.hide();
  }

  private async judgedBy(uri: vscode.Uri) {
    const [release, tree] = await Promise.all([this.trees.releaseOf(uri), this.trees.treeOf(uri)]);
    return { release: formatRelease(release), inTree: tree !== null };
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
