import * as vscode from 'vscode';
import type { Site } from '../../analyzer/records';
import { acquiresBehind, type Line, sitesOn } from '../navigation/otherEnds';
import type { SeeTree } from '../review/register';
import { type Reviews, uriIn } from '../review/reviews';
import { siteKey, type SiteNode, type SiteRow } from './siteItems';
import type { SitesView } from './sitesView';

/**
 * Shows in the GUP view who ends up with the pages of the call at the cursor, or of the call whose
 * pages the line at the cursor gives back: the owner, the exits that hold them, and each release.
 */
export async function showOwners(
  { reviews, seeTree }: { readonly reviews: Reviews; readonly seeTree: SeeTree },
  view: SitesView,
  tree: vscode.TreeView<SiteNode>,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const review = editor && reviews.get(editor.document.uri);
  if (editor === undefined || review === undefined) return sayNone();
  const file = editor.document.uri.path.slice(review.root.path.length + 1);
  const at = { file, line: editor.selection.active.line + 1 };
  let site = siteAt(reviews, review.root, at);
  if (site?.notFollowed !== null) {
    await seeTree(editor.document.uri);
    site = siteAt(reviews, review.root, at);
  }
  if (site === undefined) return sayNone();
  const uri = uriIn(review, site.file);
  // A filter that hides the site would leave nothing to show.
  if (view.filter !== '') {
    view.show(view.grouping, '');
    tree.description = undefined;
    tree.message = undefined;
  }
  await openRow(() => view.nodeOf(uri, site.id), view, tree);
}

/** How often a row is looked for while the list is drawn anew again and again. */
const ATTEMPTS = 5;

/**
 * Opens the row of a site, with the rows below it in sight. VS Code drops a request for a row without
 * a word when the list is drawn anew meanwhile, so it is asked again until the row is selected.
 */
async function openRow(
  find: () => SiteRow | undefined,
  view: SitesView,
  tree: vscode.TreeView<SiteNode>,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { drawn } = view;
    const site = find();
    if (site === undefined) return;
    const last = view.getChildren(site).at(-1);
    if (last !== undefined) await tree.reveal(last, { focus: false, select: false });
    await tree.reveal(site, { expand: true, focus: true, select: true });
    if (view.drawn === drawn && tree.selection.some((row) => isSame(row, site))) return;
  }
}

function isSame(row: SiteNode, site: SiteRow): boolean {
  return row.kind === 'site' && siteKey(row) === siteKey(site);
}

function siteAt(reviews: Reviews, root: vscode.Uri, at: Line): Site | undefined {
  const known = reviews.sitesBelow(root);
  return [...sitesOn(known, at), ...acquiresBehind(known, at)].at(0);
}

function sayNone(): void {
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('No call is known that takes or gives back pages on this line'),
    4000,
  );
}
