import * as vscode from 'vscode';
import type { Disposables } from './disposables';

/** The command that says which GUP Review this is. */
export function registerAbout(context: vscode.ExtensionContext, all: Disposables): void {
  const { version } = context.extension.packageJSON as { version: string };
  all.own(
    vscode.commands.registerCommand('gup.about', () =>
      vscode.window.showInformationMessage(`GUP Review ${version}`),
    ),
  );
}
