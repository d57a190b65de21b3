/** Scenario JSON to and from files the user picks. */
import * as vscode from 'vscode';

const FILTERS = { 'Scenario JSON': ['json'] };

export async function exportScenario(name: string, json: string): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  // The name comes from the panel: only what is a file name on every system stays of it.
  const fileName = `${name.replace(/[^\w.-]+/g, '-')}.gup.json`;
  const target = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, fileName) }),
    filters: FILTERS,
  });
  if (target !== undefined) {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(json));
  }
}

/** The largest scenario file that is read, in bytes. */
const LIMIT = 1 << 20;

export async function importScenario(): Promise<{ name: string; json: string } | null> {
  const [file] = (await vscode.window.showOpenDialog({ filters: FILTERS })) ?? [];
  if (file === undefined) return null;
  const bytes = await vscode.workspace.fs.readFile(file);
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (bytes.length > LIMIT) {
    await vscode.window.showErrorMessage(`${name} is larger than a scenario may be (1 MiB).`);
    return null;
  }
  return { name, json: new TextDecoder().decode(bytes) };
}
