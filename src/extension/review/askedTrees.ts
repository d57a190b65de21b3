import * as vscode from 'vscode';

/**
 * The trees that the user asked something about that takes looking through all of one: a review of the
 * tree, a replay, who gives pages back. Of any other tree no more is read than open files and what is
 * beside them.
 */
export class AskedTrees implements vscode.Disposable {
  private readonly roots = new Set<string>();
  private readonly added = new vscode.EventEmitter<vscode.Uri>();
  /** Fires with the top of a tree when it is asked about for the first time. */
  readonly onDidAdd = this.added.event;

  has(root: vscode.Uri): boolean {
    return this.roots.has(root.toString());
  }

  add(root: vscode.Uri): void {
    if (this.has(root)) return;
    this.roots.add(root.toString());
    this.added.fire(root);
  }

  dispose(): void {
    this.added.dispose();
  }
}
