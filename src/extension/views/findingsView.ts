import * as vscode from 'vscode';
import type { PathStep, Severity } from '../../analyzer/records';
import { Disposables } from '../disposables';
import { type ReviewedFile, type Reviews, uriIn } from '../review/reviews';
import { allShown, type ShownFinding } from '../review/shownFindings';
import { SECTION } from '../settings';

/** A file with findings, a finding, or a step of its path. */
export type FindingNode =
  | { readonly kind: 'file'; readonly review: ReviewedFile; readonly findings: ShownFinding[] }
  | { readonly kind: 'finding'; readonly shown: ShownFinding }
  | { readonly kind: 'step'; readonly shown: ShownFinding; readonly step: PathStep };

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
        return node.shown.finding.path.map((step) => ({ kind: 'step', shown: node.shown, step }));
      case 'step':
        return [];
    }
  }

  getTreeItem(node: FindingNode): vscode.TreeItem {
    switch (node.kind) {
      case 'file':
        return fileItem(node.review, node.findings.length);
      case 'finding':
        return findingItem(node.shown);
      case 'step':
        return stepItem(node.shown, node.step);
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

function fileItem({ uri }: ReviewedFile, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = vscode.ThemeIcon.File;
  item.description = String(count);
  item.contextValue = 'file';
  return item;
}

function findingItem({ finding, review, severity }: ShownFinding): vscode.TreeItem {
  const item = new vscode.TreeItem(
    finding.message,
    finding.path.length > 0
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None,
  );
  item.description = vscode.l10n.t('{0}, line {1}', finding.rule, finding.line);
  item.tooltip = `${finding.message} [${finding.rule}]\n${vscode.l10n.t('Confidence: {0}', finding.confidence)}`;
  item.iconPath = ICONS[severity];
  item.contextValue = 'finding';
  item.command = open(uriIn(review, finding.file), finding.line, finding.column);
  return item;
}

function stepItem({ review }: ShownFinding, { file, line, message }: PathStep): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  item.description = `${file.split('/').at(-1) ?? file}:${String(line)}`;
  item.tooltip = `${file}:${String(line)}: ${message}`;
  item.contextValue = 'step';
  item.command = open(uriIn(review, file), line, 1);
  return item;
}

function open(uri: vscode.Uri, line: number, column: number): vscode.Command {
  return { command: 'gup.openPlace', title: 'Open', arguments: [uri, line, column] };
}
