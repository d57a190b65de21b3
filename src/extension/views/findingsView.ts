import * as vscode from 'vscode';
import type { PathStep, Severity } from '../../analyzer/records';
import { Disposables } from '../disposables';
import { placeCommand } from '../openPlace';
import { type ReviewedFile, type Reviews, uriIn } from '../review/reviews';
import { allShown, type ShownFinding } from '../review/shownFindings';
import { SECTION } from '../settings';
import { type PathPart, pathTree } from './pathTree';
import { shortPlace } from './shortPlace';

/** A file with findings, a finding, a call on its path, or a step of it. */
export type FindingNode =
  | { readonly kind: 'file'; readonly review: ReviewedFile; readonly findings: ShownFinding[] }
  | { readonly kind: 'finding'; readonly shown: ShownFinding }
  | { readonly kind: 'call'; readonly shown: ShownFinding; readonly call: Call }
  | {
      readonly kind: 'step';
      readonly shown: ShownFinding;
      readonly step: PathStep;
      readonly index: number;
    };

type Call = Extract<PathPart, { kind: 'call' }>;

const ICONS: Record<Severity, vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  information: new vscode.ThemeIcon('info'),
};

/** The findings of all reviews, each with its path. */
export class FindingsView implements vscode.TreeDataProvider<FindingNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.own(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly reviews: Reviews) {
    const refresh = () => {
      this.changed.fire();
    };
    this.disposables.own(reviews.onDidChange(refresh));
    this.disposables.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SECTION)) refresh();
      }),
    );
  }

  getChildren(node?: FindingNode): FindingNode[] {
    switch (node?.kind) {
      case undefined:
        return this.files();
      case 'file':
        return node.findings.map((shown) => ({ kind: 'finding', shown }));
      case 'finding':
        return partNodes(node.shown, pathTree(node.shown.finding.path));
      case 'call':
        return partNodes(node.shown, node.call.parts);
      case 'step':
        return [];
    }
  }

  getParent(node: FindingNode): FindingNode | undefined {
    switch (node.kind) {
      case 'file':
        return undefined;
      case 'finding':
        return this.files().find(
          (one) =>
            one.kind === 'file' && one.review.uri.toString() === node.shown.review.uri.toString(),
        );
      case 'call':
      case 'step':
        return parentOnPath(node);
    }
  }

  getTreeItem(node: FindingNode): vscode.TreeItem {
    switch (node.kind) {
      case 'file':
        return fileItem(node.review, node.findings.length);
      case 'finding':
        return findingItem(node.shown);
      case 'call':
        return callItem(node.shown, node.call);
      case 'step':
        return stepItem(node.shown, node.step, node.index);
    }
  }

  private files(): FindingNode[] {
    const byFile = new Map<ReviewedFile, ShownFinding[]>();
    for (const shown of allShown(this.reviews)) {
      byFile.set(shown.review, [...(byFile.get(shown.review) ?? []), shown]);
    }
    return [...byFile].map(([review, findings]) => ({ kind: 'file', review, findings }));
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function partNodes(shown: ShownFinding, parts: readonly PathPart[]): FindingNode[] {
  return parts.map((part) =>
    part.kind === 'call'
      ? { kind: 'call', shown, call: part }
      : { kind: 'step', shown, step: shown.finding.path[part.index], index: part.index },
  );
}

/** The innermost call that a step or a call of a path belongs to, else the finding. */
function parentOnPath(node: Extract<FindingNode, { kind: 'call' | 'step' }>): FindingNode {
  const { shown } = node;
  const isIt = (part: PathPart) =>
    node.kind === 'call'
      ? part.kind === 'call' &&
        part.index === node.call.index &&
        part.function === node.call.function
      : part.kind === 'step' && part.index === node.index;
  const callAround = (parts: readonly PathPart[], around: Call | null): Call | null | undefined => {
    for (const part of parts) {
      if (isIt(part)) return around;
      const found = part.kind === 'call' ? callAround(part.parts, part) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const call = callAround(pathTree(shown.finding.path), null) ?? null;
  return call === null ? { kind: 'finding', shown } : { kind: 'call', shown, call };
}

function fileItem({ uri }: ReviewedFile, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  item.id = uri.toString();
  item.iconPath = vscode.ThemeIcon.File;
  item.description = String(count);
  item.contextValue = 'file';
  return item;
}

/** The same after each review, so that what is open stays open. */
function findingKey({ finding, review }: ShownFinding): string {
  const { rule, site, fingerprint, line, column } = finding;
  return [review.uri.toString(), rule, site, fingerprint, line, column].join(' ');
}

function findingItem(shown: ShownFinding): vscode.TreeItem {
  const { finding, review, severity } = shown;
  const item = new vscode.TreeItem(
    finding.message,
    finding.path.length > 0
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None,
  );
  item.id = findingKey(shown);
  item.description = vscode.l10n.t('{0}, line {1}', finding.rule, finding.line);
  item.tooltip = `${finding.message} [${finding.rule}]\n${vscode.l10n.t('Confidence: {0}', finding.confidence)}`;
  item.iconPath = ICONS[severity];
  item.contextValue = 'finding';
  item.command = placeCommand(uriIn(review, finding.file), finding.line, finding.column);
  return item;
}

/** Open where the pages are taken in it: there the story begins. */
function callItem(shown: ShownFinding, call: Call): vscode.TreeItem {
  const { path } = shown.finding;
  const takes = (part: PathPart): boolean =>
    part.kind === 'call' ? part.parts.some(takes) : path[part.index].kind === 'acquire';
  const item = new vscode.TreeItem(
    vscode.l10n.t('in {0}()', call.function),
    takes(call)
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed,
  );
  const { file, line } = path[call.index];
  item.id = `${findingKey(shown)} ${String(call.index)} ${call.function}`;
  item.iconPath = new vscode.ThemeIcon('symbol-function');
  item.tooltip = vscode.l10n.t('What the path goes through in {0}()', call.function);
  item.command = placeCommand(uriIn(shown.review, file), line);
  return item;
}

function stepItem(
  shown: ShownFinding,
  { file, line, message }: PathStep,
  index: number,
): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  item.id = `${findingKey(shown)} ${String(index)}`;
  item.description = shortPlace(file, line);
  item.tooltip = `${file}:${String(line)}: ${message}`;
  item.contextValue = 'step';
  item.command = placeCommand(uriIn(shown.review, file), line);
  return item;
}
