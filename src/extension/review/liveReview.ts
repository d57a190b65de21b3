import * as vscode from 'vscode';
import type { FileReview } from '../../analyzer/analyzeFile';
import type { Edit } from '../../analyzer/fixes/edit';
import type { Site } from '../../analyzer/records';
import type { DocumentId } from '../../tree/service/messages';
import { Disposables } from '../disposables';
import type { KernelTrees } from '../kernelTrees';
import { isReviewed } from '../reviewed';
import { SECTION } from '../settings';
import type { Analysis } from './analysis';
import type { AskedTrees } from './askedTrees';
import { DiskWatch } from './diskWatch';
import type { Reviews } from './reviews';

/** When nobody has typed for this long, files beside the edited one are looked at, in milliseconds. */
const REST = 300;

/** Files on the disk most often change many at a time; then this long nothing, in milliseconds. */
const DISK_PAUSE = 500;

/** A C file, or what may be a folder: a build deletes other files all the time. */
const MAY_HOLD_CODE = /\.[ch]$|\/[^./]+$/;

/** A review that is under way. */
interface Running {
  readonly cancellation: vscode.CancellationTokenSource;
  /** Settles when it is over, whatever came of it. */
  readonly over: Promise<void>;
}

/**
 * Keeps the review of every open C file up to date with the text on the screen. An edit is looked at
 * at once; a review that is still under way then is given up, as the newest text is what counts.
 */
export class LiveReview implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly running = new Map<string, Running>();
  /** What the analyzer was told of each open file. */
  private readonly reviewed = new Map<string, DocumentId>();
  /**
   * Files that were deleted, until someone writes them again. The editor may hold their text for
   * minutes, seen by nobody.
   */
  private readonly gone = new Set<string>();
  /** Files whose edits are not yet heeded in the reviews of those beside them. */
  private readonly edited = new Map<string, DocumentId>();
  private afterEdits: ReturnType<typeof setTimeout> | undefined;
  private afterDisk: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly analysis: Analysis,
    private readonly trees: KernelTrees,
    private readonly reviews: Reviews,
    private readonly asked: AskedTrees,
    /** Told why a review was impossible, or null after one that was not. */
    private readonly report: (problem: Error | null) => void,
  ) {
    const own = <T extends vscode.Disposable>(thing: T) => this.disposables.own(thing);
    own(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.gone.delete(document.uri.toString());
        this.look(document);
      }),
    );
    own(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.gone.delete(document.uri.toString());
        this.edit(document);
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
    own(
      asked.onDidAdd(({ fsPath }) => {
        this.reviewAll((document) => this.reviewed.get(document.uri.toString())?.root === fsPath);
      }),
    );
    const disk = own(new DiskWatch());
    own(
      disk.onDidWrite((uri) => {
        const key = uri.toString();
        if (this.gone.delete(key)) this.lookAt(key);
        // Of an open file the text on the screen is known already.
        if (!this.reviewed.has(key)) this.diskChanged();
      }),
    );
    own(
      disk.onDidDelete((uri) => {
        this.forget(uri);
      }),
    );
    this.reviewAll();
  }

  /** Looks at every open file again, or at those that are wanted. */
  reviewAll(isWanted: (document: vscode.TextDocument) => boolean = () => true): void {
    for (const document of vscode.workspace.textDocuments.filter(isWanted)) this.look(document);
  }

  /**
   * Has a file reviewed with its whole tree in view, if it is open and in a tree: that is looked through
   * for it, unless it was before.
   */
  async seeTree(uri: vscode.Uri): Promise<void> {
    const tree = await this.trees.treeOf(uri);
    if (tree === null) return;
    this.asked.add(tree.root);
    const key = uri.toString();
    for (let one = this.running.get(key); one !== undefined; one = this.running.get(key)) {
      await one.over;
    }
  }

  /** The sites of other files whose pages a line gives back, 1-based, looked for in the whole tree. */
  async acquires(
    document: vscode.TextDocument,
    line: number,
    token: vscode.CancellationToken,
  ): Promise<readonly Site[]> {
    const { input } = await this.placed(document);
    return (await this.analysis.acquires({ ...input, seesTree: true }, line, token)) ?? [];
  }

  /** What an open file would come to with the edits; null when that is not wanted any more. */
  async trial(
    document: vscode.TextDocument,
    edits: readonly Edit[],
    token: vscode.CancellationToken,
  ): Promise<FileReview | null> {
    const { root, input } = await this.placed(document);
    if (token.isCancellationRequested) return null;
    return this.analysis.trial({ ...input, seesTree: this.asked.has(root) }, edits, token);
  }

  /** A file that was deleted is there again; the editor may have held its text all the time. */
  private lookAt(key: string): void {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key);
    if (document !== undefined) this.look(document);
  }

  /** The file is no more, or the folder and all that was in it. */
  private forget(deleted: vscode.Uri): void {
    const isGone = ({ uri }: { readonly uri: vscode.Uri }) =>
      uri.scheme === deleted.scheme &&
      (uri.path === deleted.path || uri.path.startsWith(`${deleted.path}/`));
    for (const { uri } of vscode.workspace.textDocuments.filter(isGone)) {
      this.cancel(uri.toString());
      this.gone.add(uri.toString());
    }
    this.reviews.forget(isGone);
    if (MAY_HOLD_CODE.test(deleted.path)) this.diskChanged();
  }

  /** What an open file was found to do may depend on the files around it. */
  private diskChanged(): void {
    clearTimeout(this.afterDisk);
    this.afterDisk = setTimeout(() => {
      this.analysis.changed();
      this.reviewAll();
    }, DISK_PAUSE);
  }

  private edit(document: vscode.TextDocument): void {
    this.look(document);
    const key = document.uri.toString();
    const id = this.reviewed.get(key);
    if (id === undefined) return;
    this.edited.set(key, id);
    this.lookBeside();
  }

  /** What others were found to do may depend on a file that is being edited: they follow when it rests. */
  private lookBeside(): void {
    clearTimeout(this.afterEdits);
    this.afterEdits = setTimeout(() => {
      const roots = new Set([...this.edited.values()].map(({ root }) => root));
      const [only] = this.edited.size === 1 ? this.edited.keys() : [];
      this.edited.clear();
      for (const document of vscode.workspace.textDocuments) {
        const key = document.uri.toString();
        const id = this.reviewed.get(key);
        if (id !== undefined && key !== only && roots.has(id.root)) this.look(document);
      }
    }, REST);
  }

  private look(document: vscode.TextDocument): void {
    if (!mayHoldSites(document)) return;
    const key = document.uri.toString();
    this.cancel(key);
    if (this.gone.has(key)) return;
    const cancellation = new vscode.CancellationTokenSource();
    const over = this.review(document, cancellation.token)
      .catch((error: unknown) => {
        this.report(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        if (this.running.get(key)?.cancellation === cancellation) this.running.delete(key);
        cancellation.dispose();
      });
    this.running.set(key, { cancellation, over });
  }

  private close({ uri, isDirty }: vscode.TextDocument): void {
    const key = uri.toString();
    this.cancel(key);
    const open = this.reviewed.get(key);
    this.reviewed.delete(key);
    this.reviews.closeLive(uri, !isDirty);
    if (open === undefined) return;
    this.analysis.close(open);
    if (!isDirty) return;
    // The others go by what the disk has again.
    this.edited.set(key, open);
    this.lookBeside();
  }

  private cancel(key: string): void {
    this.running.get(key)?.cancellation.cancel();
    this.running.delete(key);
  }

  private async review(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { uri, version } = document;
    const { root, isInTree, input } = await this.placed(document);
    // Outside of a kernel a header that is taken for C++ most likely is.
    if (!isInTree && document.languageId !== 'c') return;
    if (token.isCancellationRequested) return;
    const { release, file } = input;
    this.reviewed.set(uri.toString(), { root: root.fsPath, file });
    const show = ({ sites, findings, suppressions, damaged }: FileReview) => {
      // An answer about a text that is no longer there would put findings on the wrong lines.
      if (token.isCancellationRequested || document.version !== version) return;
      const found = { sites, findings, suppressions, damaged };
      this.reviews.setLive({ uri, root, release, version, ...found });
    };
    const seesTree = this.asked.has(root);
    const result = await this.analysis.document({ ...input, seesTree }, token, show);
    if (result === null || token.isCancellationRequested) return;
    this.report(null);
    show(result);
  }

  /** The document as it stands, and the tree it is in, or the folder where it is in none. */
  private async placed(document: vscode.TextDocument) {
    const { uri } = document;
    const tree = await this.trees.treeOf(uri);
    const root = tree?.root ?? vscode.Uri.joinPath(uri, '..');
    const input = {
      root: root.fsPath,
      file: uri.path.slice(root.path.length).replace(/^\//, ''),
      release: await this.trees.releaseOf(uri),
      text: document.getText(),
      onDisk: root.scheme === 'file',
    };
    return { root, isInTree: tree !== null, input };
  }

  dispose(): void {
    clearTimeout(this.afterDisk);
    clearTimeout(this.afterEdits);
    for (const key of [...this.running.keys()]) this.cancel(key);
    this.disposables.dispose();
  }
}

/** Not an untitled draft or a diff's other side: those have no place in a tree. */
function mayHoldSites({ languageId, uri }: vscode.TextDocument): boolean {
  // VS Code takes headers for C++ by themselves.
  const isC = languageId === 'c' || (languageId === 'cpp' && uri.path.endsWith('.h'));
  return isC && isReviewed(uri);
}
