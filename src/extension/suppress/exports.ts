import * as vscode from 'vscode';
import { ruleHelps } from '../../analyzer/report/ruleHelp';
import { sarifLog } from '../../analyzer/report/sarif';
import { writeBaseline } from '../../analyzer/suppress/baseline';
import { formatRelease } from '../../kernel';
import type { ReviewedFile, Reviews } from '../review/reviews';
import type { TreeOutcome } from '../review/treeReview';
import { SECTION, settingsFor } from '../settings';
import { fileBelow, type SuppressionFileCache } from './suppressionFiles';

/** What is known of one tree. */
interface ReviewedTree {
  readonly root: vscode.Uri;
  readonly reviews: readonly ReviewedFile[];
}

interface Known {
  readonly reviews: Reviews;
  readonly suppressionFiles: SuppressionFileCache;
  /** What the last review of each tree came to. */
  readonly outcomes: () => readonly TreeOutcome[];
  /** Of the extension. */
  readonly version: string;
}

/** Writes everything known of a tree, suppressed findings and blind spots included, as a SARIF log. */
export async function exportSarif({
  reviews,
  suppressionFiles,
  outcomes,
  version,
}: Known): Promise<void> {
  const tree = await chooseTree(reviews);
  const [first] = tree?.reviews ?? [];
  if (tree === undefined || first === undefined) return;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export findings as SARIF'),
    defaultUri: vscode.Uri.joinPath(tree.root, 'gup-review.sarif'),
    filters: { SARIF: ['sarif', 'json'] },
  });
  if (target === undefined) return;
  const root = tree.root.toString();
  const log = sarifLog({
    version,
    kernel: formatRelease(first.release),
    rules: ruleHelps(first.release),
    findings: tree.reviews.flatMap(({ findings }) => findings),
    suppressed: tree.reviews.flatMap(({ suppressed }) => suppressed),
    skipped: outcomes()
      .filter((one) => one.tree.root.toString() === root)
      .flatMap(({ result }) => result.skipped),
    damaged: tree.reviews.flatMap(({ damaged }) => damaged),
    hasBaseline: suppressionFiles.of(tree.root).baseline !== null,
  });
  await write(target, `${JSON.stringify(log, null, 2)}\n`);
}

/** Writes what is found now as the baseline: from then on only what is new is reported. */
export async function writeBaselineFile(
  reviews: Reviews,
  files: SuppressionFileCache,
): Promise<void> {
  const tree = await chooseTree(reviews);
  if (tree === undefined) return;
  const named = settingsFor(tree.root).baseline;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Write baseline'),
    defaultUri: fileBelow(tree.root, named === '' ? 'gup-baseline.json' : named),
    filters: { [vscode.l10n.t('Baseline (JSON)')]: ['json'] },
  });
  if (target === undefined) return;
  const findings = tree.reviews.flatMap(({ findings: live, suppressed }) => [
    ...live,
    // Known before and still there: it stays known.
    ...suppressed.filter(({ suppression }) => suppression.by === 'baseline').map((s) => s.finding),
  ]);
  await write(target, writeBaseline(findings));
  await useBaseline(tree.root, target);
  files.read(tree.root);
}

/** Makes the setting name the baseline, relative to the tree where it lies in it. */
async function useBaseline(root: vscode.Uri, target: vscode.Uri): Promise<void> {
  const inside = target.path.startsWith(`${root.path}/`);
  const name = inside ? target.path.slice(root.path.length + 1) : target.fsPath;
  if (settingsFor(root).baseline === name) return;
  await setBaseline(root, name);
}

/** Reports everything again, whatever the baseline knows. The file stays. */
export async function clearBaseline(reviews: Reviews): Promise<void> {
  const tree = await chooseTree(reviews);
  if (tree !== undefined) await setBaseline(tree.root, undefined);
}

async function setBaseline(root: vscode.Uri, name: string | undefined): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const several = folders.length > 1 && vscode.workspace.getWorkspaceFolder(root) !== undefined;
  const target = several
    ? vscode.ConfigurationTarget.WorkspaceFolder
    : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration(SECTION, root).update('baseline', name, target);
}

async function write(target: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Wrote {0}', target.fsPath), 4000);
}

/** The one tree that was reviewed, or the one that the user picks; undefined when there is none. */
async function chooseTree(reviews: Reviews): Promise<ReviewedTree | undefined> {
  const trees = new Map<string, { root: vscode.Uri; reviews: ReviewedFile[] }>();
  for (const review of reviews.all()) {
    const key = review.root.toString();
    const tree = trees.get(key) ?? { root: review.root, reviews: [] };
    tree.reviews.push(review);
    trees.set(key, tree);
  }
  const [only, ...more] = trees.values();
  if (only === undefined) {
    await vscode.window.showInformationMessage(vscode.l10n.t('Nothing was reviewed yet.'));
    return undefined;
  }
  if (more.length === 0) return only;
  const chosen = await vscode.window.showQuickPick(
    [only, ...more].map((tree) => ({ label: tree.root.fsPath, tree })),
    { placeHolder: vscode.l10n.t('Which tree?') },
  );
  return chosen?.tree;
}
