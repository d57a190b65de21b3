import * as vscode from 'vscode';
import { explain, isKernelWord, renderMarkdown } from '../../kernel';
import type { Disposables } from '../disposables';
import type { KernelTrees } from '../kernelTrees';
import { settingsFor } from '../settings';
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
    if (!isKernelWord(word)) return undefined;
    const found = identifierAt(document.getText(), document.offsetAt(position));
    if (found === null) return undefined;
    const release = await this.trees.releaseOf(document.uri);
    const explanation = explain(found.name, release);
    if (explanation === null || token.isCancellationRequested) return undefined;
    const range = new vscode.Range(
      document.positionAt(found.start),
      document.positionAt(found.end),
    );
    const markdown = renderMarkdown(explanation, { short: true });
    return new vscode.Hover(new vscode.MarkdownString(markdown), range);
  }
}

export function registerHovers(trees: KernelTrees, all: Disposables): void {
  all.own(vscode.languages.registerHoverProvider({ language: 'c' }, new GupHovers(trees)));
}
