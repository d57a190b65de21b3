import * as vscode from 'vscode';
import type { Disposables } from './disposables';

/** The version of the extension, as its manifest has it. */
export function versionOf(context: vscode.ExtensionContext): string {
  return (context.extension.packageJSON as { version: string }).version;
}

/** The command that says which GUP Review this is. */
export function registerAbout(context: vscode.ExtensionContext, all: Disposables): void {
  const version = versionOf(context);
  all.own(
    vscode.commands.registerCommand('gup.about', () =>
      vscode.window.showInformationMessage(`GUP Review ${version}`),
    ),
  );
}
