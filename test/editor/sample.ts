import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** A sample tree of the test workspace, see test/sample. */
export type Tree = 'linux-6.12' | 'linux-5.11';

/** A file of a sample tree. */
export function sampleUri(tree: Tree, path: string): vscode.Uri {
  const folder = (vscode.workspace.workspaceFolders ?? []).find(({ name }) => name === tree);
  assert.ok(folder, `the workspace has the folder ${tree}`);
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Opens a file of a sample tree in the only editor. */
export async function openSample(tree: Tree, path: string): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  return vscode.window.showTextDocument(sampleUri(tree, path));
}

/** Puts the cursor into the first occurrence of a text, one character behind its start. */
export function placeCursor(editor: vscode.TextEditor, text: string): vscode.Position {
  const offset = editor.document.getText().indexOf(text);
  assert.ok(offset >= 0, `the file has "${text}"`);
  const position = editor.document.positionAt(offset + 1);
  editor.selection = new vscode.Selection(position, position);
  return position;
}
