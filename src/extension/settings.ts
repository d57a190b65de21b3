import * as vscode from 'vscode';
import { excludedInTree } from './excluded';
import type { Confidence, Severity } from '../analyzer/records';

/** The section of all settings. */
export const SECTION = 'gup';

/** What a user may say of a rule. */
export type RuleSetting = Severity | 'default' | 'off';

/** Every setting with its type, as package.json declares and defaults it. */
export interface Settings {
  readonly kernelRelease: string;
  readonly hoversEnabled: boolean;
  readonly codeLensEnabled: boolean;
  readonly diagnosticsEnabled: boolean;
  readonly minimumConfidence: Confidence;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** The baseline file, below the tree or absolute; empty for none. */
  readonly baseline: string;
}

/** What VS Code's own settings leave out of a review of the tree. */
export function treeExcludes(root: vscode.Uri): { exclude: string[]; ignoreFiles: boolean } {
  const { path: tree } = root;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => `${uri.path}/`.startsWith(`${tree}/`) || `${tree}/`.startsWith(`${uri.path}/`),
  );
  const exclude = folders.flatMap(({ uri }) =>
    excludedInTree(vscode.workspace.getConfiguration('files', uri).get('exclude', {}), {
      folder: uri.path,
      tree,
    }),
  );
  const search = vscode.workspace.getConfiguration('search', root);
  return { exclude: [...new Set(exclude)], ignoreFiles: search.get('useIgnoreFiles', true) };
}

/** The settings that hold for a file: the user's, overridden by its workspace and folder. */
export function settingsFor(uri: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration(SECTION, uri);
  return {
    kernelRelease: section.get('kernelRelease', ''),
    hoversEnabled: section.get('hovers.enabled', true),
    codeLensEnabled: section.get('codeLens.enabled', true),
    diagnosticsEnabled: section.get('diagnostics.enabled', true),
    minimumConfidence: section.get('diagnostics.minimumConfidence', 'medium'),
    rules: section.get('rules', {}),
    baseline: section.get('baseline', ''),
  };
}
