import * as vscode from 'vscode';
import { acquiresBehind, sitesOn } from '../navigation/otherEnds';
import { type Reviews, uriIn } from '../review/reviews';
import type { SiteNode } from './siteItems';
import type { SitesView } from './sitesView';

/**
 * Shows in the GUP view who ends up with the pages of the call at the cursor, or of the call whose
 * pages the line at the cursor gives back: the owner, the exits that hold them, and each release.
 */
export async function showOwners(
  reviews: Reviews,
  view: SitesView,
  tree: vscode.TreeView<SiteNode>,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const review = editor && reviews.get(editor.document.uri);
  if (editor === undefined || review === undefined) return sayNone();
  const file = editor.document.uri.path.slice(review.root.path.length + 1);
  const at = { file, line: editor.selection.active.line + 1 };
  const known = reviews.sitesBelow(review.root);
  const [site] = [...sitesOn(known, at), ...acquiresBehind(known, at)];
  if (site === undefined) return sayNone();
  const uri = uriIn(review, site.file);
  // A filter that hides the site would leave nothing to show.
  if (view.filter !== '') {
    view.show(view.grouping, '');
    tree.description = undefined;
    tree.message = undefined;
  }
  const node = view.nodeOf(uri, site.id);
  if (node !== undefined) await tree.reveal(node, { expand: true, focus: true, select: true });
}

function sayNone(): void {
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('No call is known that takes or gives back pages on this line'),
    4000,
  );
}
