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

/** Waits until a rule has nothing to say of a file any more. */
export async function noFindings(uri: vscode.Uri, rule: string): Promise<void> {
  await waitFor(`${rule} to go from ${uri.path}`, () =>
    findingsOf(uri, rule).length === 0 ? true : undefined,
  );
}
