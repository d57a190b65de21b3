import * as vscode from 'vscode';
import type { Release } from '../../analyzer/records';
import { Disposables } from '../disposables';
import { type ReviewedFile, type Reviews, uriIn } from '../review/reviews';
import { caseOf } from '../siteCase';
import { shownIn } from '../review/shownFindings';
import {
  type Grouping,
  groupSites,
  type ListedSite,
  type SiteGroup,
  type Verdict,
  verdictOf,
} from './siteGroups';

/** A site in the view, with the review that found it. */
interface SiteInView extends ListedSite {
  readonly review: ReviewedFile;
}

/** A group of sites, a site, or where the pages of one end up. */
export type SiteNode =
  | { readonly kind: 'group'; readonly group: SiteGroup<SiteInView> }
  | (SiteInView & { readonly kind: 'site' })
  | { readonly kind: 'release'; readonly release: Release; readonly review: ReviewedFile }
  | { readonly kind: 'note'; readonly text: string };

const ICONS: Record<Verdict, vscode.ThemeIcon> = {
  'has findings': new vscode.ThemeIcon('bug'),
  'not followed': new vscode.ThemeIcon('question'),
  'released elsewhere': new vscode.ThemeIcon('references'),
  released: new vscode.ThemeIcon('check'),
};

/** The sites of all reviews, in groups, with a filter; below each who gives its pages back. */
export class SitesView implements vscode.TreeDataProvider<SiteNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.own(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changed.event;
  private by: Grouping = 'subsystem';
  private words = '';

  constructor(private readonly reviews: Reviews) {
    this.disposables.own(
      reviews.onDidChange(() => {
        this.changed.fire();
      }),
    );
  }

  get grouping(): Grouping {
    return this.by;
  }

  get filter(): string {
    return this.words;
  }

  show(grouping: Grouping, filter: string): void {
    this.by = grouping;
    this.words = filter;
    this.changed.fire();
  }

  getChildren(node?: SiteNode): SiteNode[] {
    switch (node?.kind) {
      case undefined:
        return groupSites(this.sites(), this.by, this.words).map((group) => ({
          kind: 'group',
          group,
        }));
      case 'group':
        return node.group.sites.map((site) => ({ kind: 'site', ...site }));
      case 'site':
        return endsOf(node);
      case 'release':
      case 'note':
        return [];
    }
  }

  getTreeItem(node: SiteNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node.group);
      case 'site':
        return siteItem(node);
      case 'release':
        return releaseItem(node.release, node.review);
      case 'note':
        return noteItem(node.text);
    }
  }

  private sites(): SiteInView[] {
    return this.reviews.all().flatMap((review) => {
      const found = new Set(shownIn(review).map(({ finding }) => finding.site));
      return review.sites.map((site) => ({
        site,
        review,
        verdict: verdictOf(site, found.has(site.id)),
        isCase: caseOf(site, review.release),
      }));
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

/** Who holds the pages, who gives them back, and where the view of them ends. */
function endsOf({ site, review }: SiteInView): SiteNode[] {
  return [
    ...(site.owner === '' ? [] : [note(vscode.l10n.t('held by {0}', site.owner))]),
    ...site.releases.map((release): SiteNode => ({ kind: 'release', release, review })),
    ...(site.notFollowed === null
      ? []
      : [note(vscode.l10n.t('not followed: {0}', site.notFollowed))]),
  ];
}

function note(text: string): SiteNode {
  return { kind: 'note', text };
}

function groupItem({ label, sites }: SiteGroup<SiteInView>): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.description = String(sites.length);
  item.contextValue = 'group';
  return item;
}

function siteItem({ site, verdict, isCase, review }: SiteInView): vscode.TreeItem {
  const hasEnds = site.releases.length > 0 || site.owner !== '' || site.notFollowed !== null;
  const item = new vscode.TreeItem(
    `${site.function}()`,
    hasEnds ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.description = `${baseName(site.file)}:${String(site.line)} ${site.api}`;
  item.tooltip = [
    `${site.file}:${String(site.line)}`,
    `${site.api}(): ${[site.tracking, ...(isCase === null ? [] : [isCase]), verdict].join(', ')}`,
    ...(site.flags.text === '' ? [] : [vscode.l10n.t('flags: {0}', site.flags.text)]),
  ].join('\n');
  item.iconPath = ICONS[verdict];
  item.contextValue = 'site';
  item.command = open(uriIn(review, site.file), site.line, site.column);
  return item;
}

function releaseItem({ api, file, line, on }: Release, review: ReviewedFile): vscode.TreeItem {
  const item = new vscode.TreeItem(`${api}()`);
  const paths = on.length === 0 ? '' : ` on ${on.join(', ')}`;
  item.description = `${baseName(file)}:${String(line)}${paths}`;
  item.tooltip = `${file}:${String(line)}`;
  item.iconPath = new vscode.ThemeIcon('reply');
  item.contextValue = 'release';
  item.command = open(uriIn(review, file), line, 1);
  return item;
}

function noteItem(text: string): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.tooltip = text;
  item.iconPath = new vscode.ThemeIcon('info');
  item.contextValue = 'note';
  return item;
}

function open(uri: vscode.Uri, line: number, column: number): vscode.Command {
  return { command: 'gup.openPlace', title: 'Open', arguments: [uri, line, column] };
}

function baseName(file: string): string {
  return file.split('/').at(-1) ?? file;
}
