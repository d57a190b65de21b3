import * as vscode from 'vscode';

/** The section of all settings. */
export const SECTION = 'gup';

/** Every setting with its type, as package.json declares and defaults it. */
export interface Settings {
  readonly kernelRelease: string;
  readonly hoversEnabled: boolean;
}

/** The settings that hold for a file: the user's, overridden by its workspace and folder. */
export function settingsFor(uri: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration(SECTION, uri);
  return {
    kernelRelease: section.get('kernelRelease', ''),
    hoversEnabled: section.get('hovers.enabled', true),
  };
}
