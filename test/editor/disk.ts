import * as vscode from 'vscode';
import { waitFor } from './waitFor';

/**
 * Makes a file and waits until VS Code has told of it. It tells nothing of a file that comes and
 * goes in one go, and on a busy machine a go is long.
 */
export async function toldOf(file: vscode.Uri, make: () => Thenable<unknown>): Promise<void> {
  let told: true | undefined;
  const watcher = vscode.workspace.createFileSystemWatcher('**', false, true, true);
  watcher.onDidCreate(({ path }) => {
    if (path === file.path) told = true;
  });
  try {
    await make();
    await waitFor(`word of ${file.path}`, () => told);
  } finally {
    watcher.dispose();
  }
}
