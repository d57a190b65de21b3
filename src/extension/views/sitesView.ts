import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { Reviews } from '../review/reviews';
import { shownIn } from '../review/shownFindings';
import { caseText } from '../siteCase';
import { type Grouping, groupSites, keyOf, verdictOf } from './siteGroups';
import { endsOf, itemOf, type SiteInView, type SiteNode, type SiteRow } from './siteItems';

/** The sites of all reviews, in groups, with a filter; below each who ends up with its pages. */
export class SitesView implements vscode.TreeDataProvider<SiteNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.own(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changed.event;
  private by: Grouping = 'subsystem';
  private words = '';
  private times = 0;

  constructor(private readonly reviews: Reviews) {
    this.disposables.own(
      reviews.onDidChange(() => {
        this.drawAnew();
      }),
    );
  }

  /** How often VS Code was asked to draw the rows anew: no row found before need still be there. */
  get drawn(): number {
    return this.times;
  }

  private drawAnew(): void {
    this.times++;
    this.changed.fire();
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
    this.drawAnew();
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
      default:
        return [];
    }
  }

  getParent(node: SiteNode): SiteNode | undefined {
    if (node.kind === 'group') return undefined;
    if (node.kind !== 'site') return { ...node.of, kind: 'site' };
    const key = keyOf(node, this.by);
    return this.getChildren().find((one) => one.kind === 'group' && one.group.key === key);
  }

  getTreeItem(node: SiteNode): vscode.TreeItem {
    return itemOf(node);
  }

  /** The row of a site, whether or not the filter lets it through. */
  nodeOf(uri: vscode.Uri, id: string): SiteRow | undefined {
    const file = uri.toString();
    const found = this.sites().find(
      ({ site, review }) => site.id === id && review.uri.toString() === file,
    );
    return found && { ...found, kind: 'site' };
  }

  private sites(): SiteInView[] {
    const all = this.reviews.all();
    const several = new Set(all.map(({ root }) => root.toString())).size > 1;
    return all.flatMap((review) => {
      const tree = several ? (review.root.path.split('/').at(-1) ?? '') : '';
      const found = new Set(shownIn(review).map(({ finding }) => finding.site));
      return review.sites.map((site) => ({
        site,
        review,
        verdict: verdictOf(site, found.has(site.id)),
        isCase: caseText(site),
        tree,
      }));
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
