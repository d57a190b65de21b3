import * as vscode from 'vscode';

/** Opens a file with the cursor at a 1-based line and column, in the middle of the window. */
export async function openPlace(
  uri: vscode.Uri,
  line: number,
  column = 1,
): Promise<vscode.TextEditor> {
  const at = new vscode.Position(Math.max(line - 1, 0), Math.max(column - 1, 0));
  const editor = await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
  editor.revealRange(
    new vscode.Range(at, at),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
  return editor;
}
