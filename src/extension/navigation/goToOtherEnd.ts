import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import type { FindAcquires, SeeTree } from '../review/register';
import { type ReviewedFile, type Reviews, uriIn } from '../review/reviews';
import type { SiteNode } from '../views/siteItems';
import { acquiresBehind, type Line, releasesFrom, sitesOn } from './otherEnds';

interface Ends {
  readonly of: (sites: ReturnType<Reviews['sitesBelow']>, at: Line) => readonly Line[];
  /** Looks for those that no review knows of. */
  readonly search?: FindAcquires;
}

/** A place from which to look for the other end: a line of a file that was reviewed. */
interface From {
  readonly review: ReviewedFile;
  readonly uri: vscode.Uri;
  readonly line: number;
}

interface Known {
  readonly reviews: Reviews;
  readonly seeTree: SeeTree;
}

/** The other ends of the pages on a line, looked for in the whole tree where what is known leads nowhere. */
async function endsOf(
  { reviews, seeTree }: Known,
  from: From,
  ends: Ends,
): Promise<readonly Line[]> {
  const sites = reviews.sitesBelow(from.review.root);
  const at = lineOf(from);
  const places = ends.of(sites, at);
  const isOpen = sitesOn(sites, at).some(({ notFollowed }) => notFollowed !== null);
  if (places.length > 0 && !isOpen) return places;
  await seeTree(from.uri);
  const known = ends.of(reviews.sitesBelow(from.review.root), at);
  return known.length === 0 && ends.search ? ends.search(from.uri, from.line) : known;
}

/** Goes from a line to the other ends of the pages there; several are shown in a peek view. */
async function goTo(known: Known, from: From | null, ends: Ends, none: string): Promise<void> {
  const places = from === null ? [] : await endsOf(known, from, ends);
  if (from === null || places.length === 0) {
    vscode.window.setStatusBarMessage(none, 4000);
    return;
  }
  const locations = places.map(
    ({ file, line }) =>
      new vscode.Location(uriIn(from.review, file), new vscode.Position(line - 1, 0)),
  );
  const position = new vscode.Position(from.line - 1, 0);
  const show = [from.uri, position, locations, 'peek', none] as const;
  if (locations.length > 1) await vscode.window.showTextDocument(from.uri);
  await vscode.commands.executeCommand('editor.action.goToLocations', ...show);
}

function lineOf({ review: { root }, uri, line }: From): Line {
  return { file: uri.path.slice(root.path.length + 1), line };
}

/** What the command was called on: a site of the view, a lens, or the cursor. */
function fromArguments(reviews: Reviews, what: unknown, line: unknown): From | null {
  if (isSiteNode(what)) {
    const { review, site } = what;
    return { review, uri: uriIn(review, site.file), line: site.line };
  }
  const editor = vscode.window.activeTextEditor;
  const named = what instanceof vscode.Uri && typeof line === 'number';
  const uri = named ? what : editor?.document.uri;
  const at = named ? line : (editor?.selection.active.line ?? 0) + 1;
  const review = uri && reviews.get(uri);
  return uri === undefined || review === undefined ? null : { review, uri, line: at };
}

function isSiteNode(what: unknown): what is Extract<SiteNode, { kind: 'site' }> {
  return typeof what === 'object' && what !== null && 'kind' in what && what.kind === 'site';
}

interface Means extends Known {
  readonly findAcquires: FindAcquires;
}

export function registerOtherEnds(
  { reviews, seeTree, findAcquires }: Means,
  all: Disposables,
): void {
  const command = (name: string, ends: Ends, none: string) => {
    all.own(
      vscode.commands.registerCommand(name, (what: unknown, line: unknown) =>
        goTo({ reviews, seeTree }, fromArguments(reviews, what, line), ends, none),
      ),
    );
  };
  command(
    'gup.goToRelease',
    { of: releasesFrom },
    vscode.l10n.t('No release is known for a call on this line'),
  );
  command(
    'gup.goToAcquire',
    { of: acquiresBehind, search: findAcquires },
    vscode.l10n.t('No call is known whose pages this line gives back'),
  );
}
