import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import type { SeeTree } from '../review/register';
import { type Reviews, uriIn } from '../review/reviews';
import { allShown } from '../review/shownFindings';
import type { TreeOutcome } from '../review/treeReview';
import { SECTION } from '../settings';
import { BlindSpotsView } from './blindSpotsView';
import { type FindingNode, FindingsView } from './findingsView';
import { showOwners } from './owners';
import { type Grouping, GROUPINGS } from './siteGroups';
import type { SiteNode } from './siteItems';
import { SitesView } from './sitesView';

interface Surroundings {
  readonly reviews: Reviews;
  readonly outcomes: () => readonly TreeOutcome[];
  readonly seeTree: SeeTree;
}

export interface Views {
  /** Marks a row of the list of findings, where that is in sight. */
  readonly mark: (node: FindingNode) => void;
}

export function registerViews(
  { reviews, outcomes, seeTree }: Surroundings,
  all: Disposables,
): Views {
  const command = (name: string, run: (...args: never[]) => unknown) => {
    all.own(vscode.commands.registerCommand(name, run));
  };
  const view = <T>(id: string, provider: vscode.TreeDataProvider<T> & vscode.Disposable) =>
    all.own(
      vscode.window.createTreeView(id, {
        treeDataProvider: all.own(provider),
        showCollapseAll: true,
      }),
    );
  const findings = view('gup.findings', new FindingsView(reviews));
  countFindings(findings, reviews, all);
  view('gup.blindSpots', new BlindSpotsView(reviews, outcomes));
  const sites = new SitesView(reviews);
  const sitesTree = view('gup.sites', sites);
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
  command('gup.showOwners', () => showOwners({ reviews, seeTree }, sites, sitesTree));
  return {
    mark: (node) => {
      if (findings.visible) void findings.reveal(node, { select: true, focus: false });
    },
  };
}

/** The number of findings stands on the icon of the container, as that of problems does. */
function countFindings(tree: vscode.TreeView<unknown>, reviews: Reviews, all: Disposables): void {
  const count = () => {
    const value = allShown(reviews).length;
    const tooltip = value === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', value);
    tree.badge = value === 0 ? undefined : { value, tooltip };
  };
  all.own(reviews.onDidChange(count));
  all.own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) count();
    }),
  );
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
      'Show the sites with all these words in file, function, call, flags, case or verdict',
    ),
    placeHolder: 'infiniband FOLL_LONGTERM',
    value: sites.filter,
  });
  if (words === undefined) return;
  const filter = words.trim();
  sites.show(sites.grouping, filter);
  tree.description = filter;
  const isEmpty = filter !== '' && sites.getChildren().length === 0;
  tree.message = isEmpty ? vscode.l10n.t('No site has all of these words: {0}', filter) : undefined;
}
