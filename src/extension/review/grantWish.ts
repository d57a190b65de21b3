import * as vscode from 'vscode';
import type { Entry } from '../../tree/listSources';
import type { Granted, Wish } from '../../tree/service/messages';

/** Reads for a scan what only the editor can: a folder, or files below the top of a tree. */
export async function grantWish(root: vscode.Uri, wish: Wish): Promise<Granted> {
  if (wish.kind === 'entries') return { entries: await entriesOf(belowTop(root, wish.folder)) };
  const files = wish.paths.map((path) => bytesOf(belowTop(root, path)));
  return { files: await Promise.all(files) };
}

function belowTop(root: vscode.Uri, path: string): vscode.Uri {
  return path === '' ? root : vscode.Uri.joinPath(root, path);
}

/** Symbolic links are left out: what they lead to is most often listed itself. */
async function entriesOf(folder: vscode.Uri): Promise<Entry[] | null> {
  try {
    const names = await vscode.workspace.fs.readDirectory(folder);
    return names
      .flatMap(([name, type]): Entry[] => {
        if (type === vscode.FileType.Directory) return [{ name, kind: 'folder' }];
        return type === vscode.FileType.File ? [{ name, kind: 'file' }] : [];
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return null;
  }
}

async function bytesOf(file: vscode.Uri): Promise<Uint8Array | null> {
  try {
    return await vscode.workspace.fs.readFile(file);
  } catch {
    return null;
  }
}
