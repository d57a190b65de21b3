import * as vscode from 'vscode';
import { flagByName, functionByName, type KernelRelease } from '../../kernel';
import type { KernelTrees } from '../kernelTrees';
import { settingsFor } from '../settings';
import { flagHover } from './flagHover';
import { functionHover } from './functionHover';
import { identifierAt } from './identifierAt';

/** Explains FOLL_* flags and GUP functions for the release of the file's tree. */
export class GupHovers implements vscode.HoverProvider {
  constructor(private readonly trees: KernelTrees) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    if (!settingsFor(document.uri).hoversEnabled) return undefined;
    const word = document.getText(document.getWordRangeAtPosition(position));
    // Most words are no GUP words: ask the cheap question first.
    if (flagByName(word) === undefined && functionByName(word) === undefined) return undefined;
    const found = identifierAt(document.getText(), document.offsetAt(position));
    if (found === null) return undefined;
    const release = await this.trees.releaseOf(document.uri);
    const markdown = explain(found.name, release);
    if (markdown === null || token.isCancellationRequested) return undefined;
    const range = new vscode.Range(
      document.positionAt(found.start),
      document.positionAt(found.end),
    );
    return new vscode.Hover(new vscode.MarkdownString(markdown), range);
  }
}

function explain(name: string, release: KernelRelease): string | null {
  const flag = flagByName(name);
  if (flag !== undefined) return flagHover(flag, release);
  const fn = functionByName(name);
  return fn === undefined ? null : functionHover(fn, release);
}

export function registerHovers(trees: KernelTrees): vscode.Disposable {
  return vscode.languages.registerHoverProvider({ language: 'c' }, new GupHovers(trees));
}
