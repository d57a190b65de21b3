import * as vscode from 'vscode';
import { formatRelease, type KernelRelease } from '../../kernel';
import type { ScanResult } from '../../tree/scanSources';
import type { Wish } from '../../tree/service/messages';
import type { Host } from '../host';
import { treeExcludes } from '../settings';
import type { KernelTree, KernelTrees } from '../kernelTrees';
import type { Activity } from '../status/activity';
import type { Analysis } from './analysis';
import type { AskedTrees } from './askedTrees';
import { grantWish } from './grantWish';
import type { Reviewed, Reviews } from './reviews';
import { allShown } from './shownFindings';

/** What the last review of a whole tree came to. */
export interface TreeOutcome {
  readonly tree: KernelTree;
  readonly result: ScanResult;
}

interface Surroundings {
  readonly host: Host;
  readonly analysis: Analysis;
  readonly trees: KernelTrees;
  readonly reviews: Reviews;
  readonly asked: AskedTrees;
  readonly activity: Activity;
}

/** The command that reviews a whole kernel tree. */
export class TreeReview {
  private readonly last = new Map<string, TreeOutcome>();

  constructor(private readonly around: Surroundings) {}

  /** What the last review of each tree came to. */
  get outcomes(): TreeOutcome[] {
    return [...this.last.values()];
  }

  /**
   * Reviews a tree with progress and a way to cancel: the one at `top`, else the only one of the
   * workspace, else the one that the user picks.
   */
  async run(top?: vscode.Uri): Promise<void> {
    const candidates = await this.candidates(top);
    if (candidates.length === 0) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t(
          'No kernel tree is open: there is no top Makefile with VERSION and PATCHLEVEL in or above a folder of the workspace.',
        ),
      );
      return;
    }
    const tree = candidates.length === 1 ? candidates[0] : await pick(candidates);
    if (tree !== undefined) await this.review(tree);
  }

  private async candidates(top?: vscode.Uri): Promise<KernelTree[]> {
    const found = new Map<string, KernelTree>();
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
    for (const uri of top === undefined ? folders : [top]) {
      const tree = await this.around.trees.treeOf(uri);
      if (tree !== null) found.set(tree.root.toString(), tree);
    }
    return [...found.values()];
  }

  private async review(tree: KernelTree): Promise<void> {
    const { trees, reviews, asked } = this.around;
    const release = await trees.releaseOf(tree.root);
    const result = await this.scan(tree, release);
    if (result === null) return;
    this.last.set(tree.root.toString(), { tree, result });
    reviews.setTree(tree.root, byFile(tree, release, result));
    // What hides the tree's word on the files that are open should be worth as much.
    asked.add(tree.root);
    const shown = allShown(reviews).filter(({ review }) => review.root === tree.root);
    tellOutcome(tree, result, shown.length);
  }

  /** Null when the user cancelled; what was found before stays as it was. */
  private scan(tree: KernelTree, release: KernelRelease): Thenable<ScanResult | null> {
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Reviewing {0} (Linux {1})', nameOf(tree), formatRelease(release)),
        cancellable: true,
      },
      async (progress, token) => {
        let shown = 0;
        const onProgress = (done: number, total: number) => {
          this.around.activity.setScanning({ done, total });
          const percent = total === 0 ? 0 : (100 * done) / total;
          const message = vscode.l10n.t('{0} of {1} files', done, total);
          progress.report({ increment: percent - shown, message });
          shown = percent;
        };
        try {
          return await this.scanWith({ tree, release, onProgress, token });
        } finally {
          this.around.activity.setScanning(null);
        }
      },
    );
  }

  private async scanWith({ tree, release, onProgress, token }: Scan): Promise<ScanResult | null> {
    const { host, analysis } = this.around;
    const { root } = tree;
    const input = { release, ...treeExcludes(root), overlay: unsavedTexts(root) };
    if (host.scanDisk === null || root.scheme !== 'file') {
      const grant = (wish: Wish) => grantWish(root, wish);
      return analysis.scan(input, { grant, onProgress }, token);
    }
    const abort = new AbortController();
    const cancelled = token.onCancellationRequested(() => {
      abort.abort();
    });
    try {
      const request = { root: root.fsPath, top: root.fsPath, ...input };
      return await host.scanDisk(request, { signal: abort.signal, onProgress });
    } catch (error) {
      if (abort.signal.aborted) return null;
      throw error;
    } finally {
      cancelled.dispose();
    }
  }
}

interface Scan {
  readonly tree: KernelTree;
  readonly release: KernelRelease;
  readonly onProgress: (done: number, total: number) => void;
  readonly token: vscode.CancellationToken;
}

/** Says what came of it, with the ways to see it. Nothing waits for the answer. */
function tellOutcome(
  tree: KernelTree,
  { findings, sites, skipped, stats }: ScanResult,
  shown: number,
): void {
  const hidden = findings.length - shown;
  const seconds = (stats.milliseconds / 1000).toFixed(1);
  const found = shown === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', shown);
  const settings = hidden > 0 ? ` ${vscode.l10n.t('(the settings hide {0} more)', hidden)}` : '';
  const text = vscode.l10n.t(
    '{0}: {1} at {2} sites in {3} files, {4} s.',
    nameOf(tree),
    found + settings,
    sites.length,
    stats.files,
    seconds,
  );
  const commands: Record<string, string> = {
    [vscode.l10n.t('Show Findings')]: 'gup.findings.focus',
  };
  if (skipped.length > 0) {
    commands[vscode.l10n.t('{0} Not Analysed', skipped.length)] = 'gup.showSkipped';
  }
  void vscode.window.showInformationMessage(text, ...Object.keys(commands)).then((chosen) => {
    if (chosen !== undefined) void vscode.commands.executeCommand(commands[chosen]);
  });
}

/** The files of a tree that the editor holds otherwise than the disk, by path below the root. */
function unsavedTexts(root: vscode.Uri): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const document of vscode.workspace.textDocuments) {
    const { uri } = document;
    if (document.isDirty && uri.scheme === root.scheme && uri.path.startsWith(`${root.path}/`)) {
      texts[uri.path.slice(root.path.length + 1)] = document.getText();
    }
  }
  return texts;
}

async function pick(trees: readonly KernelTree[]): Promise<KernelTree | undefined> {
  const chosen = await vscode.window.showQuickPick(
    trees.map((tree) => ({
      label: nameOf(tree),
      description: `Linux ${formatRelease(tree.release)}`,
      detail: tree.root.fsPath,
      tree,
    })),
    { placeHolder: vscode.l10n.t('Which kernel tree?'), matchOnDetail: true },
  );
  return chosen?.tree;
}

function nameOf({ root }: KernelTree): string {
  return root.path.split('/').at(-1) ?? root.path;
}

/** The records of a tree as one review for each file that has any. */
function byFile({ root }: KernelTree, release: KernelRelease, result: ScanResult): Reviewed[] {
  const sites = groupByFile(result.sites);
  const findings = groupByFile(result.findings);
  const damaged = groupByFile(result.damaged);
  const suppressions = new Map(result.suppressions.map((one) => [one.file, one]));
  const files = new Set([...sites.keys(), ...findings.keys(), ...suppressions.keys()]);
  return [...files].map((file) => ({
    uri: vscode.Uri.joinPath(root, file),
    root,
    release,
    version: null,
    sites: sites.get(file) ?? [],
    findings: findings.get(file) ?? [],
    suppressions: suppressions.get(file) ?? { directives: [], problems: [] },
    damaged: damaged.get(file) ?? [],
  }));
}

function groupByFile<T extends { readonly file: string }>(records: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const group = groups.get(record.file);
    if (group === undefined) groups.set(record.file, [record]);
    else group.push(record);
  }
  return groups;
}
