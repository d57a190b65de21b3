import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import { openPlace } from '../openPlace';
import { type Reviews, uriIn } from '../review/reviews';
import { FindingsView } from './findingsView';
import { type Grouping, GROUPINGS } from './siteGroups';
import { type SiteNode, SitesView } from './sitesView';

export function registerViews(reviews: Reviews, all: Disposables): void {
  const command = (name: string, run: (...args: never[]) => unknown) => {
    all.own(vscode.commands.registerCommand(name, run));
  };
  const findings = all.own(new FindingsView(reviews));
  all.own(
    vscode.window.createTreeView('gup.findings', {
      treeDataProvider: findings,
      showCollapseAll: true,
    }),
  );
  const sites = all.own(new SitesView(reviews));
  const sitesTree = all.own(
    vscode.window.createTreeView('gup.sites', { treeDataProvider: sites, showCollapseAll: true }),
  );
  command('gup.openPlace', (uri: vscode.Uri, line: number, column: number) =>
    openPlace(uri, line, column),
  );
  command('gup.sites.replay', (node: SiteNode) =>
    node.kind === 'site'
      ? vscode.commands.executeCommand(
          'gup.replaySite',
          uriIn(node.review, node.site.file),
          node.site.line,
        )
      : undefined,
  );
  command('gup.groupSites', () => chooseGrouping(sites));
  command('gup.filterSites', () => chooseFilter(sites, sitesTree));
}

async function chooseGrouping(sites: SitesView): Promise<void> {
  const labels: Record<Grouping, string> = {
    subsystem: vscode.l10n.t('By subsystem'),
    function: vscode.l10n.t('By GUP function'),
    tracking: vscode.l10n.t('By get and pin'),
    case: vscode.l10n.t('By case of pin_user_pages.rst'),
    verdict: vscode.l10n.t('By verdict'),
  };
  const chosen = await vscode.window.showQuickPick(
    GROUPINGS.map((grouping) => ({ label: labels[grouping], grouping })),
    { placeHolder: vscode.l10n.t('Group the sites') },
  );
  if (chosen !== undefined) sites.show(chosen.grouping, sites.filter);
}

async function chooseFilter(sites: SitesView, tree: vscode.TreeView<SiteNode>): Promise<void> {
  const words = await vscode.window.showInputBox({
    prompt: vscode.l10n.t(
      'Show the sites with all these words in file, function, call, flags or verdict',
    ),
    placeHolder: 'infiniband FOLL_LONGTERM',
    value: sites.filter,
  });
  if (words === undefined) return;
  sites.show(sites.grouping, words.trim());
  tree.description = words.trim();
}
