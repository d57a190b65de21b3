import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { placeCommand } from '../openPlace';
import { type Reviews, uriIn } from '../review/reviews';
import type { TreeOutcome } from '../review/treeReview';
import {
  type BlindSpot,
  blindSpots,
  type BlindSpots,
  damagedSpot,
  siteSpot,
  skippedSpot,
} from './blindSpots';
import { shortPlace } from './shortPlace';

interface SpotInView extends BlindSpot {
  readonly uri: vscode.Uri;
}

type BlindSpotNode =
  | { readonly kind: 'group'; readonly group: BlindSpots<SpotInView> }
  | { readonly kind: 'spot'; readonly spot: SpotInView; readonly of: BlindSpots<SpotInView> };

/** What could not be analysed: files, functions, and sites that were not followed to their end. */
export class BlindSpotsView implements vscode.TreeDataProvider<BlindSpotNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.own(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly reviews: Reviews,
    private readonly outcomes: () => readonly TreeOutcome[],
  ) {
    this.disposables.own(
      reviews.onDidChange(() => {
        this.changed.fire();
      }),
    );
  }

  getChildren(node?: BlindSpotNode): BlindSpotNode[] {
    if (node === undefined) return this.groups();
    if (node.kind !== 'group') return [];
    return node.group.spots.map((spot) => ({ kind: 'spot', spot, of: node.group }));
  }

  getTreeItem(node: BlindSpotNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node.group);
      case 'spot':
        return spotItem(node.spot, node.of);
    }
  }

  private groups(): BlindSpotNode[] {
    const files = this.outcomes().flatMap(({ tree, result }) =>
      result.skipped.map((one) => ({
        ...skippedSpot(one),
        uri: vscode.Uri.joinPath(tree.root, one.file),
      })),
    );
    const reviews = this.reviews.all();
    const functions = reviews.flatMap((review) =>
      review.damaged.map((one) => ({ ...damagedSpot(one), uri: uriIn(review, one.file) })),
    );
    const sites = reviews.flatMap((review) =>
      review.sites.flatMap((site) => {
        const spot = siteSpot(site);
        return spot === null ? [] : [{ ...spot, uri: uriIn(review, site.file) }];
      }),
    );
    return blindSpots(files, functions, sites).map((group) => ({ kind: 'group', group }));
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function groupItem({ kind, reason, spots }: BlindSpots<SpotInView>): vscode.TreeItem {
  const item = new vscode.TreeItem(reason, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${kind} ${reason}`;
  item.description = countOf(kind, spots.length);
  item.tooltip = {
    files: vscode.l10n.t('These files were not analysed.'),
    functions: vscode.l10n.t('The parser met syntax there that it does not know.'),
    sites: vscode.l10n.t('The pages of these sites were not followed to their end.'),
  }[kind];
  item.iconPath = new vscode.ThemeIcon(kind === 'sites' ? 'question' : 'circle-slash');
  return item;
}

function countOf(kind: BlindSpots<SpotInView>['kind'], count: number): string {
  switch (kind) {
    case 'files':
      return count === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', count);
    case 'functions':
      return count === 1 ? vscode.l10n.t('1 function') : vscode.l10n.t('{0} functions', count);
    case 'sites':
      return count === 1 ? vscode.l10n.t('1 site') : vscode.l10n.t('{0} sites', count);
  }
}

function spotItem({ uri, file, line, why }: SpotInView, of: BlindSpots<SpotInView>) {
  const item = new vscode.TreeItem(
    line === null ? file : shortPlace(file, line),
    vscode.TreeItemCollapsibleState.None,
  );
  item.id = `${of.kind} ${of.reason} ${uri.toString()} ${String(line)}`;
  // The reason stands above already, but for the names in it.
  if (why !== of.reason) item.description = why;
  item.tooltip = `${file}${line === null ? '' : `:${String(line)}`}: ${why}`;
  item.command = placeCommand(uri, line ?? 1);
  return item;
}
