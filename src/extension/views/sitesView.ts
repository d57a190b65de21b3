import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { type ReviewedFile, type Reviews, uriIn } from '../review/reviews';
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
export interface SiteInView extends ListedSite {
  readonly review: ReviewedFile;
}

export type SiteNode = SiteGroup<SiteInView> | SiteInView;

const ICONS: Record<Verdict, vscode.ThemeIcon> = {
  'has findings': new vscode.ThemeIcon('bug'),
  'not followed': new vscode.ThemeIcon('question'),
  'released elsewhere': new vscode.ThemeIcon('references'),
  released: new vscode.ThemeIcon('check'),
};

/** The sites of all reviews, in groups, with a filter. */
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
    if (node === undefined) return groupSites(this.sites(), this.by, this.words);
    return 'sites' in node ? [...node.sites] : [];
  }

  getTreeItem(node: SiteNode): vscode.TreeItem {
    return 'sites' in node ? groupItem(node) : siteItem(node);
  }

  private sites(): SiteInView[] {
    return this.reviews.all().flatMap((review) => {
      const found = new Set(shownIn(review).map(({ finding }) => finding.site));
      return review.sites.map((site) => ({
        site,
        review,
        verdict: verdictOf(site, found.has(site.id)),
      }));
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function groupItem({ label, sites }: SiteGroup<SiteInView>): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.description = String(sites.length);
  item.contextValue = 'group';
  return item;
}

function siteItem({ site, verdict, review }: SiteInView): vscode.TreeItem {
  const item = new vscode.TreeItem(`${site.function}()`);
  const name = site.file.split('/').at(-1) ?? site.file;
  item.description = `${name}:${String(site.line)} ${site.api}`;
  item.tooltip = [
    `${site.file}:${String(site.line)}`,
    `${site.api}(): ${site.tracking}, ${verdict}`,
    ...(site.flags.text === '' ? [] : [`flags: ${site.flags.text}`]),
    ...(site.notFollowed === null ? [] : [site.notFollowed]),
  ].join('\n');
  item.iconPath = ICONS[verdict];
  item.contextValue = 'site';
  item.command = {
    command: 'gup.openPlace',
    title: 'Open',
    arguments: [uriIn(review, site.file), site.line, site.column],
  };
  return item;
}
