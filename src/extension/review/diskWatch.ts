import * as vscode from 'vscode';
import { Disposables } from '../disposables';

/** Tells what becomes of the C files of the workspace on the disk. */
export class DiskWatch implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly written = this.disposables.own(new vscode.EventEmitter<vscode.Uri>());
  private readonly deleted = this.disposables.own(new vscode.EventEmitter<vscode.Uri>());
  /** Fires with a C file that was made or changed. */
  readonly onDidWrite = this.written.event;
  /** Fires with whatever was deleted: any file, or a folder, for all that was in it. */
  readonly onDidDelete = this.deleted.event;

  constructor() {
    const own = <T extends vscode.Disposable>(thing: T) => this.disposables.own(thing);
    const written = (uri: vscode.Uri) => {
      this.written.fire(uri);
    };
    const sources = own(vscode.workspace.createFileSystemWatcher('**/*.[ch]', false, false, true));
    own(sources.onDidCreate(written));
    own(sources.onDidChange(written));
    // Of a folder that is deleted VS Code tells no more than its name.
    const all = own(vscode.workspace.createFileSystemWatcher('**', true, true, false));
    own(
      all.onDidDelete((uri) => {
        this.deleted.fire(uri);
      }),
    );
    own(
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) {
          if (input instanceof vscode.TabInputText) void this.look(input.uri);
        }
      }),
    );
  }

  /**
   * Fires if the file is not there. VS Code tells nothing of a file that is made and deleted in one
   * go, and may hold the text of one that was shown for minutes.
   */
  private async look(uri: vscode.Uri): Promise<void> {
    try {
      await vscode.workspace.fs.stat(uri);
    } catch (error) {
      const isGone = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
      if (isGone) this.deleted.fire(uri);
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
