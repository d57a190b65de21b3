import * as vscode from 'vscode';
import type { HoldingExit, Release } from '../../analyzer/records';
import { placeCommand } from '../openPlace';
import { type ReviewedFile, uriIn } from '../review/reviews';
import { shortPlace } from './shortPlace';
import {
  type Grouping,
  type ListedSite,
  type SiteGroup,
  type Verdict,
  verdictText,
} from './siteGroups';

/** A site in the view, with the review that found it. */
export interface SiteInView extends ListedSite {
  readonly review: ReviewedFile;
  /** Which tree it is in, where the sites of several are listed; else empty. */
  readonly tree: string;
}

/** One of those who end up with the pages of a site, or why that is not known. */
export type EndNode =
  | { readonly kind: 'owner'; readonly owner: string; readonly of: SiteInView }
  | { readonly kind: 'exit'; readonly exit: HoldingExit; readonly of: SiteInView }
  | { readonly kind: 'release'; readonly release: Release; readonly of: SiteInView }
  | { readonly kind: 'note'; readonly text: string; readonly of: SiteInView };

/** The row of a site. */
export type SiteRow = SiteInView & { readonly kind: 'site' };

/** A group of sites, a site, or where the pages of one end up. */
export type SiteNode =
  { readonly kind: 'group'; readonly group: SiteGroup<SiteInView> } | SiteRow | EndNode;

const VERDICT_ICONS: Record<Verdict, vscode.ThemeIcon> = {
  'has findings': new vscode.ThemeIcon('bug', new vscode.ThemeColor('list.warningForeground')),
  'not followed': new vscode.ThemeIcon('question'),
  'released elsewhere': new vscode.ThemeIcon('references'),
  released: new vscode.ThemeIcon('check'),
};

const GROUP_ICONS: Record<Exclude<Grouping, 'verdict'>, vscode.ThemeIcon> = {
  subsystem: vscode.ThemeIcon.Folder,
  function: new vscode.ThemeIcon('symbol-method'),
  tracking: new vscode.ThemeIcon('pin'),
  case: new vscode.ThemeIcon('book'),
};

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

/** Who holds the pages of a site, who gives them back, and where the view of them ends. */
export function endsOf(of: SiteInView): EndNode[] {
  const { owner, exits, releases, notFollowed } = of.site;
  return [
    ...(owner === '' ? [] : [{ kind: 'owner', owner, of } as const]),
    ...exits.map((exit) => ({ kind: 'exit', exit, of }) as const),
    ...releases.map((release) => ({ kind: 'release', release, of }) as const),
    ...(notFollowed === null
      ? []
      : [{ kind: 'note', text: vscode.l10n.t('not followed: {0}', notFollowed), of } as const]),
  ];
}

/** The row of a node. Its id is the same after each review, so that what is open stays open. */
export function itemOf(node: SiteNode): vscode.TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node.group);
    case 'site':
      return siteItem(node);
    default: {
      const item = endItem(node);
      item.id = `${siteKey(node.of)} ${endKey(node)}`;
      item.contextValue = node.kind;
      return item;
    }
  }
}

function endKey(node: EndNode): string {
  switch (node.kind) {
    case 'exit':
      return `${node.exit.holds} ${node.exit.file}:${String(node.exit.line)}`;
    case 'release':
      return `${node.release.api} ${node.release.file}:${String(node.release.line)}`;
    default:
      return node.kind;
  }
}

/** Names a site in all the trees of the workspace. */
export function siteKey({ site, review }: SiteInView): string {
  return `${review.root.toString()} ${site.id}`;
}

function groupItem({ key, label, by, sites }: SiteGroup<SiteInView>): vscode.TreeItem {
  const item = new vscode.TreeItem(label, Collapsed);
  item.id = `${by} ${key}`;
  item.description = String(sites.length);
  item.tooltip =
    sites.length === 1
      ? vscode.l10n.t('{0}: 1 site', label)
      : vscode.l10n.t('{0}: {1} sites', label, sites.length);
  item.iconPath = by === 'verdict' ? VERDICT_ICONS[key as Verdict] : GROUP_ICONS[by];
  item.contextValue = 'group';
  return item;
}

function siteItem(node: SiteInView): vscode.TreeItem {
  const { site, verdict, isCase, review, tree } = node;
  const item = new vscode.TreeItem(
    `${site.function}()`,
    endsOf(node).length > 0 ? Collapsed : None,
  );
  item.id = siteKey(node);
  const place = `${shortPlace(site.file, site.line)} ${site.api}`;
  item.description = tree === '' ? place : `${place} · ${tree}`;
  const facts = [site.tracking, ...(isCase === null ? [] : [isCase]), verdictText(verdict)];
  item.tooltip = [
    `${site.file}:${String(site.line)}`,
    `${site.api}(): ${facts.join(', ')}`,
    ...(site.case === null ? [] : [`${isCase ?? ''}: ${site.case.why}`]),
    ...(site.flags.text === '' ? [] : [vscode.l10n.t('flags: {0}', site.flags.text)]),
  ].join('\n');
  item.iconPath = VERDICT_ICONS[verdict];
  item.contextValue = 'site';
  item.command = placeCommand(uriIn(review, site.file), site.line, site.column);
  return item;
}

function endItem(node: EndNode): vscode.TreeItem {
  switch (node.kind) {
    case 'owner':
      return ownerItem(node.owner);
    case 'exit':
      return exitItem(node.exit, node.of.review);
    case 'release':
      return releaseItem(node.release, node.of.review);
    case 'note': {
      const item = new vscode.TreeItem(node.text);
      item.tooltip = node.text;
      item.iconPath = new vscode.ThemeIcon('question');
      return item;
    }
  }
}

function ownerItem(owner: string): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('held by {0}', owner));
  item.tooltip = vscode.l10n.t('{0} has the pages when the function is left', owner);
  item.iconPath = new vscode.ThemeIcon('symbol-field');
  return item;
}

function exitItem({ file, line, holds }: HoldingExit, review: ReviewedFile): vscode.TreeItem {
  const isLost = holds === 'lost';
  const item = new vscode.TreeItem(
    isLost ? vscode.l10n.t('lost at this exit') : vscode.l10n.t('still held at this exit'),
  );
  item.description = shortPlace(file, line);
  item.tooltip = `${file}:${String(line)}`;
  item.iconPath = new vscode.ThemeIcon(isLost ? 'warning' : 'sign-out');
  item.command = placeCommand(uriIn(review, file), line);
  return item;
}

function releaseItem(release: Release, review: ReviewedFile): vscode.TreeItem {
  const { api, file, line, on } = release;
  const item = new vscode.TreeItem(`${release.function}()`);
  const place = shortPlace(file, line);
  item.description = [
    api,
    on.length === 0 ? place : vscode.l10n.t('{0} on {1}', place, on.join(', ')),
  ].join(' ');
  const what = vscode.l10n.t('{0}() gives the pages back', api);
  item.tooltip = `${what}\n${file}:${String(line)}`;
  item.iconPath = new vscode.ThemeIcon('reply');
  item.command = placeCommand(uriIn(review, file), line);
  return item;
}
