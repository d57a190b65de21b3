import * as vscode from 'vscode';

/**
 * The command of a row in a view that opens a 1-based line and column. It is VS Code's own: of
 * others it forgets the arguments when the view is drawn anew, which a click may not have seen yet.
 */
export function placeCommand(uri: vscode.Uri, line: number, column = 1): vscode.Command {
  const at = new vscode.Position(Math.max(line - 1, 0), Math.max(column - 1, 0));
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at) };
  return { command: 'vscode.open', title: 'Open', arguments: [uri, options] };
}

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
