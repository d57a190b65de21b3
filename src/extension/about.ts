import * as vscode from 'vscode';

/** The command that says which GUP Review this is. */
export function registerAbout(version: string): vscode.Disposable {
  return vscode.commands.registerCommand('gup.about', () =>
    vscode.window.showInformationMessage(`GUP Review ${version}`),
  );
}
