import * as vscode from 'vscode';
import type { DamagedFunction, Finding, Site } from '../../analyzer/records';
import type { Directives } from '../../analyzer/suppress/directives';
import type { Split } from '../../analyzer/suppress/suppress';
import type { SuppressedFinding } from '../../analyzer/suppress/suppression';
import type { KernelRelease } from '../../kernel';

/** What the analyzer said about one file, with what is needed to find the places it names. */
export interface Reviewed {
  readonly uri: vscode.Uri;
  /** What the paths in findings and sites are relative to. */
  readonly root: vscode.Uri;
  readonly release: KernelRelease;
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
  readonly suppressions: Directives;
  /** Functions with sites that could not be read whole. */
  readonly damaged: readonly DamagedFunction[];
  /** The version of the document that was looked at; null for the file on the disk. */
  readonly version: number | null;
}

/** The same, told apart by whether someone has judged the finding before. */
export interface ReviewedFile extends Reviewed {
  /** Those that nothing suppresses. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
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
  private readonly live = new Map<string, Reviewed>();
  private readonly ofTree = new Map<string, Reviewed>();
  /** What was already split, as long as what suppresses stays the same. */
  private split = new WeakMap<Reviewed, ReviewedFile>();
  private readonly changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  /** Fires with the files whose review is another now. */
  readonly onDidChange = this.changed.event;

  /** @param suppress Tells the findings to show from those that are suppressed. */
  constructor(private readonly suppress: (file: Reviewed) => Split) {}

  get(uri: vscode.Uri): ReviewedFile | undefined {
    const key = uri.toString();
    const reviewed = this.live.get(key) ?? this.ofTree.get(key);
    return reviewed && this.told(reviewed);
  }

  /** Every review that holds, in no particular order. */
  all(): ReviewedFile[] {
    return [...new Map([...this.ofTree, ...this.live]).values()].map((one) => this.told(one));
  }

  /** What is known of one site: as the file stands, and as the last review of the tree saw it. */
  sightings(uri: vscode.Uri, id: string): Site[] {
    const key = uri.toString();
    const reviews = [this.live.get(key), this.ofTree.get(key)];
    return reviews.flatMap((review) => review?.sites.filter((site) => site.id === id) ?? []);
  }

  /** The sites known of a tree. */
  sitesBelow(root: vscode.Uri): Site[] {
    const key = root.toString();
    return this.all()
      .filter((review) => review.root.toString() === key)
      .flatMap(({ sites }) => sites);
  }

  private told(reviewed: Reviewed): ReviewedFile {
    const known = this.split.get(reviewed);
    if (known !== undefined) return known;
    const { live, suppressed } = this.suppress(reviewed);
    const file = { ...reviewed, findings: live, suppressed };
    this.split.set(reviewed, file);
    return file;
  }

  /** What suppresses findings in the tree below `root` has changed. */
  suppressAgain(root: vscode.Uri): void {
    this.split = new WeakMap();
    const own = this.all().filter((file) => file.root.toString() === root.toString());
    this.changed.fire(own.map(({ uri }) => uri));
  }

  setLive(review: Reviewed): void {
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
  setTree(root: vscode.Uri, reviews: readonly Reviewed[]): void {
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

  /** Forgets the files for which the answer is yes: they were deleted, or their folder left. */
  forget(which: (review: Reviewed) => boolean): void {
    const gone: vscode.Uri[] = [];
    // A build deletes thousands of files: nothing is made for each of them but the answer.
    for (const [key, review] of this.ofTree) {
      if (which(this.live.get(key) ?? review)) gone.push(review.uri);
    }
    for (const [key, review] of this.live) {
      if (!this.ofTree.has(key) && which(review)) gone.push(review.uri);
    }
    for (const uri of gone) {
      this.live.delete(uri.toString());
      this.ofTree.delete(uri.toString());
    }
    if (gone.length > 0) this.changed.fire(gone);
  }

  dispose(): void {
    this.changed.dispose();
  }
}
