import * as vscode from 'vscode';
import type { Finding, Site } from '../../analyzer/records';
import type { KernelRelease } from '../../kernel';

/** What the analyzer said about one file, with what is needed to find the places it names. */
export interface ReviewedFile {
  readonly uri: vscode.Uri;
  /** What the paths in findings and sites are relative to. */
  readonly root: vscode.Uri;
  readonly release: KernelRelease;
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
}

/** The uri of a file that a finding or site names. */
export function uriIn(review: Pick<ReviewedFile, 'root'>, file: string): vscode.Uri {
  return vscode.Uri.joinPath(review.root, file);
}

/**
 * The reviews of all files, from one place. A file open in an editor has a live review, of the text
 * on the screen; it hides what the last review of the whole tree said, and outlives it.
 */
export class Reviews implements vscode.Disposable {
  private readonly live = new Map<string, ReviewedFile>();
  private readonly ofTree = new Map<string, ReviewedFile>();
  private readonly changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  /** Fires with the files whose review is another now. */
  readonly onDidChange = this.changed.event;

  get(uri: vscode.Uri): ReviewedFile | undefined {
    const key = uri.toString();
    return this.live.get(key) ?? this.ofTree.get(key);
  }

  /** Every review that holds, in no particular order. */
  all(): ReviewedFile[] {
    return [...new Map([...this.ofTree, ...this.live]).values()];
  }

  setLive(review: ReviewedFile): void {
    this.live.set(review.uri.toString(), review);
    this.changed.fire([review.uri]);
  }

  /**
   * The file is closed. What was last said of it stays where the whole tree was reviewed, as that
   * is what the disk holds, provided it was saved; else it goes.
   */
  closeLive(uri: vscode.Uri, saved: boolean): void {
    const key = uri.toString();
    const last = this.live.get(key);
    if (last === undefined) return;
    this.live.delete(key);
    if (saved && this.ofTree.has(key)) this.ofTree.set(key, last);
    this.changed.fire([uri]);
  }

  /** Replaces everything an earlier review of the tree below `root` said. */
  setTree(root: vscode.Uri, reviews: readonly ReviewedFile[]): void {
    const touched = new Map<string, vscode.Uri>();
    for (const [key, old] of this.ofTree) {
      if (old.root.toString() !== root.toString()) continue;
      this.ofTree.delete(key);
      touched.set(key, old.uri);
    }
    for (const review of reviews) {
      this.ofTree.set(review.uri.toString(), review);
      touched.set(review.uri.toString(), review.uri);
    }
    this.changed.fire([...touched.values()]);
  }

  /** Forgets the files for which the answer is yes: a folder left the workspace, say. */
  forget(which: (review: ReviewedFile) => boolean): void {
    const gone = this.all().filter(which);
    for (const { uri } of gone) {
      this.live.delete(uri.toString());
      this.ofTree.delete(uri.toString());
    }
    if (gone.length > 0) this.changed.fire(gone.map(({ uri }) => uri));
  }

  dispose(): void {
    this.changed.dispose();
  }
}
