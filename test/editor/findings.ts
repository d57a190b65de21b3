import * as vscode from 'vscode';
import { waitFor } from './waitFor';

/** The diagnostics of a rule in a file, as they are now. */
export function findingsOf(uri: vscode.Uri, rule: string): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source, code }) => source === 'GUP' && ruleOf(code) === rule);
}

function ruleOf(code: vscode.Diagnostic['code']): unknown {
  return typeof code === 'object' ? code.value : code;
}

/** The diagnostics of a rule once there are any. */
export function someFindings(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic[]> {
  return waitFor(`${rule} in ${uri.path}`, () => {
    const found = findingsOf(uri, rule);
    return found.length > 0 ? found : undefined;
  });
}

/** The code lenses of a file once it is known to have sites. */
export function someLenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  return waitFor(`the sites of ${uri.path}`, async () => {
    const lenses = await lensesOf(uri);
    return lenses.length > 0 ? lenses : undefined;
  });
}

/** The code lenses of a file, as they are now. */
export async function lensesOf(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri);
}

/** Waits until a rule has nothing to say of a file any more. */
export async function noFindings(uri: vscode.Uri, rule: string): Promise<void> {
  await waitFor(`${rule} to go from ${uri.path}`, () =>
    findingsOf(uri, rule).length === 0 ? true : undefined,
  );
}
