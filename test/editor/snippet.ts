import * as vscode from 'vscode';
import { openSample, sampleUri } from './sample';
import { waitFor } from './waitFor';

const FILE = 'drivers/sample/snippet.c';

/** Opens a file of the sample tree that is made of the given functions. */
export async function openFunctions(...functions: string[]): Promise<vscode.TextEditor> {
  const text = ['#include <linux/mm.h>\n', ...functions].join('\n');
  const uri = sampleUri('linux-6.12', FILE);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const editor = await openSample('linux-6.12', FILE);
  // The editor may have kept the file of the test before, and read it anew only now.
  await waitFor('the text', () => editor.document.getText() === text || undefined);
  return editor;
}

/** Takes that file away again. */
export async function forget(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.workspace.fs.delete(sampleUri('linux-6.12', FILE));
}

/** The text once it is another than before. */
export function changed(document: vscode.TextDocument, before: string): Promise<string> {
  return waitFor('the change', () =>
    document.getText() === before ? undefined : document.getText(),
  );
}
