import * as vscode from 'vscode';
import type { Site } from '../../analyzer/records';
import { explain, isKernelWord, prose, renderMarkdown } from '../../kernel';
import type { Disposables } from '../disposables';
import type { KernelTrees } from '../kernelTrees';
import { type ReviewedFile, type Reviews, uriIn } from '../review/reviews';
import { settingsFor } from '../settings';
import { callAround } from './callAround';
import { type Identifier, identifierAt } from './identifierAt';
import { flagsOfCall, type SiteLine, siteSummary } from './siteText';

/**
 * Explains FOLL_* flags and GUP functions for the release of the file's tree, and where they stand
 * in a site, that site.
 */
export class GupHovers implements vscode.HoverProvider {
  constructor(
    private readonly trees: KernelTrees,
    private readonly reviews: Reviews,
  ) {}

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
    // What concerns this place comes first: a hover shows a dozen lines, then it scrolls.
    const parts = [...this.here(document, found), renderMarkdown(explanation, { short: true })];
    return new vscode.Hover(
      parts.map((part) => new vscode.MarkdownString(part)),
      range,
    );
  }

  /** What there is to say of the word in this very place. */
  private here(document: vscode.TextDocument, { start }: Identifier): string[] {
    const review = this.reviews.get(document.uri);
    if (review === undefined) return [];
    const named = siteAt(review, document, start);
    if (named !== undefined) return [siteMarkdown(named, review)];
    const call = callAround(document.getText(), start);
    const around = call === null ? undefined : siteAt(review, document, call.start);
    if (around === undefined) return [];
    const [judged, ...more] = flagsOfCall(around, review.release).map(prose);
    if (judged === undefined) return [];
    return [[`**${vscode.l10n.t('This call')}** ${judged}`, ...more].join('  \n')];
  }
}

function siteAt(
  { sites }: ReviewedFile,
  document: vscode.TextDocument,
  offset: number,
): Site | undefined {
  const { line, character } = document.positionAt(offset);
  return sites.find((site) => site.line === line + 1 && site.column === character + 1);
}

function siteMarkdown(site: Site, review: ReviewedFile): string {
  const [first, ...others] = siteSummary(site).map((line) => lineMarkdown(line, review));
  // Two blanks at the end of a line keep its break.
  return [`**${vscode.l10n.t('This site')}** ${first ?? ''}`, ...others].join('  \n');
}

function lineMarkdown({ text, places, more }: SiteLine, review: ReviewedFile): string {
  const links = places.map(({ label, file, line }) => {
    const uri = uriIn(review, file).with({ fragment: `L${String(line)}` });
    return `[${label.replaceAll(/[\\[\]_*]/g, '\\$&')}](${uri.toString()})`;
  });
  const rest = more > 0 ? ` ${vscode.l10n.t('and {0} more', more)}` : '';
  return `${prose(text)} ${links.join(', ')}${rest}`.trim();
}

export function registerHovers(trees: KernelTrees, reviews: Reviews, all: Disposables): void {
  all.own(vscode.languages.registerHoverProvider({ language: 'c' }, new GupHovers(trees, reviews)));
}
