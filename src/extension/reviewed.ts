import * as vscode from 'vscode';

/**
 * Whether files there are reviewed as they are typed: those on a disk and those of the workspace,
 * wherever that lies. Not an untitled draft or a diff's other side, for those have no place in a tree.
 */
export function isReviewed(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}
