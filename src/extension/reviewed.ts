import * as vscode from 'vscode';
import { SAMPLE_SCHEME } from './sample/sampleTree';

/**
 * Whether files there are reviewed as they are typed: those on a disk, those of the workspace,
 * wherever that lies, and the sample. Not an untitled draft or a diff's other side, for those have no place in a tree.
 */
export function isReviewed(uri: vscode.Uri): boolean {
  const { scheme } = uri;
  if (scheme === 'file' || scheme === SAMPLE_SCHEME) return true;
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}
