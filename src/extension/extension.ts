import type * as vscode from 'vscode';
import { registerAbout } from './about';

/** Called by VS Code at the first C file or GUP command. */
export function activate(context: vscode.ExtensionContext): void {
  const version = String((context.extension.packageJSON as { version: string }).version);
  context.subscriptions.push(registerAbout(version));
}
