import * as vscode from 'vscode';
import { type KernelRelease, NEWEST_RELEASE, parseRelease, releaseOfMakefile } from '../kernel';
import { Disposables } from './disposables';
import { settingsFor } from './settings';

/** A kernel source tree: the folder of its top Makefile, and what that says. */
export interface KernelTree {
  readonly root: vscode.Uri;
  readonly release: KernelRelease;
}

/** More folders than any path has; a guard against file systems whose root has itself as parent. */
const DEEPEST = 64;

/** Finds the tree a file belongs to, by the nearest top Makefile above it, and remembers it. */
export class KernelTrees implements vscode.Disposable {
  private readonly disposables = new Disposables();
  /** By folder: the tree whose top it is, or null. */
  private readonly tops = new Map<string, Promise<KernelTree | null>>();
  private readonly changed = this.disposables.own(new vscode.EventEmitter<void>());
  /** A top Makefile appeared, changed or went away: releases may be others now. */
  readonly onDidChange = this.changed.event;

  constructor() {
    const watcher = this.disposables.own(vscode.workspace.createFileSystemWatcher('**/Makefile'));
    const forget = (makefile: vscode.Uri) => {
      if (this.tops.delete(vscode.Uri.joinPath(makefile, '..').toString())) this.changed.fire();
    };
    this.disposables.own(watcher.onDidChange(forget));
    this.disposables.own(watcher.onDidCreate(forget));
    this.disposables.own(watcher.onDidDelete(forget));
  }

  /** The tree that holds the file or folder, or null outside any. */
  async treeOf(uri: vscode.Uri): Promise<KernelTree | null> {
    let folder = uri;
    for (let depth = 0; depth < DEEPEST; depth++) {
      const tree = await this.topAt(folder);
      if (tree !== null) return tree;
      const parent = vscode.Uri.joinPath(folder, '..');
      if (parent.path === folder.path) return null;
      folder = parent;
    }
    return null;
  }

  /** The release to judge the file by: the setting's, its tree's, else the newest known. */
  async releaseOf(uri: vscode.Uri): Promise<KernelRelease> {
    const wanted = parseRelease(settingsFor(uri).kernelRelease);
    return wanted ?? (await this.treeOf(uri))?.release ?? NEWEST_RELEASE;
  }

  private topAt(folder: vscode.Uri): Promise<KernelTree | null> {
    const key = folder.toString();
    let known = this.tops.get(key);
    if (known === undefined) {
      known = readTop(folder);
      this.tops.set(key, known);
    }
    return known;
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

async function readTop(folder: vscode.Uri): Promise<KernelTree | null> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'Makefile'));
    const release = releaseOfMakefile(new TextDecoder().decode(bytes));
    return release === null ? null : { root: folder, release };
  } catch {
    // No Makefile, no folder, no right to read it: no top of a tree.
    return null;
  }
}
