import * as vscode from 'vscode';
import type { DocumentId } from '../../tree/service/messages';
import { Disposables } from '../disposables';
import type { KernelTrees } from '../kernelTrees';
import { isReviewed } from '../reviewed';
import { SECTION } from '../settings';
import type { Analysis } from './analysis';
import type { Reviews } from './reviews';

/** Typing pauses this long before the file is looked at again, in milliseconds. */
const PAUSE = 200;

/** Files on the disk most often change many at a time; then this long nothing, in milliseconds. */
const DISK_PAUSE = 500;

/** Reviewing one open document: the pause before it, and the way to stop it. */
interface Pending {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly cancellation: vscode.CancellationTokenSource;
}

/** Keeps the review of every open C file up to date with the text on the screen. */
export class LiveReview implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly pending = new Map<string, Pending>();
  /** What the analyzer was told of each open file. */
  private readonly reviewed = new Map<string, DocumentId>();
  /**
   * Files that were deleted, until someone writes them again. The editor may hold their text for
   * minutes, seen by nobody.
   */
  private readonly gone = new Set<string>();
  private afterDisk: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly analysis: Analysis,
    private readonly trees: KernelTrees,
    private readonly reviews: Reviews,
    /** Told why a review was impossible, or null after one that was not. */
    private readonly report: (problem: Error | null) => void,
  ) {
    const own = <T extends vscode.Disposable>(thing: T) => this.disposables.own(thing);
    own(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.gone.delete(document.uri.toString());
        this.schedule(document, 0);
      }),
    );
    own(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.gone.delete(document.uri.toString());
        this.schedule(document, PAUSE);
      }),
    );
    own(
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.close(document);
      }),
    );
    own(
      trees.onDidChange(() => {
        this.reviewAll();
      }),
    );
    own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${SECTION}.kernelRelease`)) this.reviewAll();
      }),
    );
    const watcher = own(vscode.workspace.createFileSystemWatcher('**/*.[ch]'));
    const changed = (uri: vscode.Uri) => {
      this.gone.delete(uri.toString());
      this.diskChanged();
    };
    own(watcher.onDidChange(changed));
    own(watcher.onDidCreate(changed));
    own(
      watcher.onDidDelete((uri) => {
        this.cancel(uri);
        this.gone.add(uri.toString());
        reviews.forget((review) => review.uri.toString() === uri.toString());
        this.diskChanged();
      }),
    );
    this.reviewAll();
  }

  /** Looks at every open file again. */
  reviewAll(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document, 0);
  }

  /** What an open file was found to do may depend on the files around it. */
  private diskChanged(): void {
    clearTimeout(this.afterDisk);
    this.afterDisk = setTimeout(() => {
      this.analysis.changed();
      this.reviewAll();
    }, DISK_PAUSE);
  }

  private schedule(document: vscode.TextDocument, pause: number): void {
    // Not an untitled draft's or a diff's other side: those have no place in a tree.
    if (document.languageId !== 'c' || !isReviewed(document.uri)) return;
    this.cancel(document.uri);
    if (this.gone.has(document.uri.toString())) return;
    const cancellation = new vscode.CancellationTokenSource();
    const timer = setTimeout(() => {
      this.review(document, cancellation.token).catch((error: unknown) => {
        this.report(error instanceof Error ? error : new Error(String(error)));
      });
    }, pause);
    this.pending.set(document.uri.toString(), { timer, cancellation });
  }

  private close({ uri, isDirty }: vscode.TextDocument): void {
    this.cancel(uri);
    const open = this.reviewed.get(uri.toString());
    if (open !== undefined) this.analysis.close(open);
    this.reviewed.delete(uri.toString());
    this.reviews.closeLive(uri, !isDirty);
  }

  private cancel(uri: vscode.Uri): void {
    const pending = this.pending.get(uri.toString());
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    pending.cancellation.cancel();
    pending.cancellation.dispose();
    this.pending.delete(uri.toString());
  }

  private async review(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { uri, version } = document;
    const tree = await this.trees.treeOf(uri);
    const root = tree?.root ?? vscode.Uri.joinPath(uri, '..');
    const release = await this.trees.releaseOf(uri);
    if (token.isCancellationRequested) return;
    const id = {
      root: root.fsPath,
      file: uri.path.slice(root.path.length).replace(/^\//, ''),
    };
    const input = {
      ...{ ...id, text: document.getText(), release },
      onDisk: root.scheme === 'file',
    };
    this.reviewed.set(uri.toString(), id);
    const result = await this.analysis.document(input, token);
    // An answer about a text that is no longer there would put findings on the wrong lines.
    if (result === null || token.isCancellationRequested || document.version !== version) return;
    this.report(null);
    const { sites, findings, suppressions } = result;
    this.reviews.setLive({ uri, root, release, version, sites, findings, suppressions });
  }

  dispose(): void {
    clearTimeout(this.afterDisk);
    for (const { timer, cancellation } of this.pending.values()) {
      clearTimeout(timer);
      cancellation.cancel();
      cancellation.dispose();
    }
    this.pending.clear();
    this.disposables.dispose();
  }
}
