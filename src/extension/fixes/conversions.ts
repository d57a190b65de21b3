import * as vscode from 'vscode';
import {
  type Conversion,
  convertSites,
  type Obstacle,
  sitesSharingReleases,
} from '../../analyzer/fixes/convertSites';
import { raisedBy } from '../../analyzer/fixes/mended';
import type { Site, Tracking } from '../../analyzer/records';
import type { FileEdits } from '../../analyzer/fixes/edit';
import type { Disposables } from '../disposables';
import { openPlace } from '../openPlace';
import type { AskedTrees } from '../review/askedTrees';
import type { SeeTree, Trial } from '../review/register';
import { type ReviewedFile, type Reviews, uriIn } from '../review/reviews';
import { allFindings, comesTo } from './comesTo';
import { currentReview, fixInputs } from './fixInputs';
import { workspaceEdit } from './workspaceEdit';

const KIND = vscode.CodeActionKind.RefactorRewrite.append('gup');

/** What converting a site comes to: the sites that go together, and the edit or what is in the way. */
interface Plan {
  readonly title: string;
  readonly conversion: Conversion;
  readonly edit: vscode.WorkspaceEdit | null;
}

/** Plans conversions; what one comes to is tried before it is offered. */
class Planner {
  /** What is in the way of those that were tried, as long as the review holds that they were made from. */
  private readonly tried = new WeakMap<ReviewedFile, Map<string, Promise<Obstacle | null>>>();

  constructor(
    private readonly reviews: Reviews,
    private readonly trial: Trial,
  ) {}

  async plan(document: vscode.TextDocument, review: ReviewedFile, site: Site): Promise<Plan> {
    const plan = await planFor(this.reviews, review, site);
    const { title, conversion } = plan;
    if (!conversion.ok) return plan;
    const tried = this.tried.get(review) ?? new Map<string, Promise<Obstacle | null>>();
    this.tried.set(review, tried);
    const trying = tried.get(site.id) ?? this.obstacle(document, review, conversion.files);
    tried.set(site.id, trying);
    const obstacle = await trying;
    if (obstacle === null) return plan;
    return { title, conversion: { ok: false, obstacles: [obstacle] }, edit: null };
  }

  private async obstacle(
    document: vscode.TextDocument,
    review: ReviewedFile,
    files: readonly FileEdits[],
  ): Promise<Obstacle | null> {
    // Others may ask for the same: it is not given up with this question.
    const { token } = new vscode.CancellationTokenSource();
    const after = await comesTo(this.trial, document, review, files, token);
    const raised = after && raisedBy(allFindings(review), after.findings);
    if (raised === null) return null;
    const { file, line, rule, message } = raised;
    return { file, line, why: vscode.l10n.t('converted, it has {0}: {1}', rule, message) };
  }
}

async function planFor(reviews: Reviews, review: ReviewedFile, site: Site): Promise<Plan> {
  const to: Tracking = site.tracking === 'get' ? 'pin' : 'get';
  const root = review.root.toString();
  const all = reviews
    .all()
    .filter((other) => other.root.toString() === root)
    .flatMap((other) => other.sites);
  const group = sitesSharingReleases(site, all).filter(({ tracking }) => tracking !== to);
  const file = await fixInputs(reviews, review, [], group);
  const { release } = review;
  const conversion = convertSites(group, to, { sites: all, release, source: file.sources });
  const title =
    group.length > 1
      ? vscode.l10n.t(
          'Convert to {0}_user_pages*() with {1} more that share releases',
          to,
          group.length - 1,
        )
      : vscode.l10n.t('Convert to {0}_user_pages*()', to);
  const edit = conversion.ok
    ? workspaceEdit(review, conversion.files, file.sources, {
        label: title,
        description: vscode.l10n.t('{0}(): the call and every release', site.function),
      })
    : null;
  return { title, conversion, edit };
}

const COMMANDS: Record<Tracking, string> = { pin: 'gup.convertToPin', get: 'gup.convertToGet' };

/**
 * Offers the conversion where the cursor is on a site's call; greyed out with the reason if not. Who
 * else gives the pages back is looked for when it is chosen, in a tree that was not looked through.
 */
class ConversionActions implements vscode.CodeActionProvider {
  constructor(
    private readonly reviews: Reviews,
    private readonly asked: AskedTrees,
    private readonly planner: Planner,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<vscode.CodeAction[]> {
    const review = await currentReview(this.reviews, document);
    const site = review?.sites.find(({ line }) => line - 1 === range.start.line);
    if (review === undefined || site === undefined) return [];
    const { title, conversion, edit } = await this.planner.plan(document, review, site);
    const action = new vscode.CodeAction(title, KIND);
    if (site.ownership !== 'local' && !this.asked.has(review.root)) {
      const command = COMMANDS[site.tracking === 'get' ? 'pin' : 'get'];
      action.command = { command, title };
    } else if (edit !== null) action.edit = edit;
    else action.disabled = { reason: reasonOf(conversion) };
    return [action];
  }
}

function reasonOf(conversion: Conversion): string {
  const [first, ...more] = conversion.ok ? [] : conversion.obstacles;
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : vscode.l10n.t(', and {0} more', more.length);
  return `${obstacleText(first)}${others}`;
}

function obstacleText({ file, line, why }: Obstacle): string {
  return `${file}:${String(line)}: ${why}`;
}

/** The command: converts the site at the cursor, or says why that is not done and leads there. */
async function convertAtCursor(
  { reviews, seeTree }: Known,
  planner: Planner,
  to: Tracking,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  // Not one of the releases may be missed, wherever it is.
  if (editor) await seeTree(editor.document.uri);
  const review = editor && (await currentReview(reviews, editor.document));
  const line = (editor?.selection.active.line ?? -1) + 1;
  const site = review?.sites.find((one) => one.line === line);
  if (editor === undefined || review === undefined || site === undefined) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Put the cursor on a call of get_user_pages*() or pin_user_pages*().'),
    );
    return;
  }
  if (site.tracking === to) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('{0}() takes a {1} already.', site.api, to),
    );
    return;
  }
  const { conversion, edit } = await planner.plan(editor.document, review, site);
  if (edit !== null) await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  else if (!conversion.ok) await explain(site, conversion.obstacles, review);
}

async function explain(
  { api }: Site,
  obstacles: readonly Obstacle[],
  review: ReviewedFile,
): Promise<void> {
  const [first] = obstacles;
  if (first === undefined) return;
  const more =
    obstacles.length > 1 ? ` ${vscode.l10n.t('(and {0} more)', obstacles.length - 1)}` : '';
  const show = vscode.l10n.t('Show');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0}() is not converted: {1}', api, obstacleText(first) + more),
    show,
  );
  if (answer === show) await openPlace(uriIn(review, first.file), first.line);
}

interface Known {
  readonly reviews: Reviews;
  readonly asked: AskedTrees;
  readonly seeTree: SeeTree;
  readonly trial: Trial;
}

export function registerConversions(known: Known, all: Disposables): void {
  const planner = new Planner(known.reviews, known.trial);
  for (const to of ['pin', 'get'] as const) {
    const convert = () => convertAtCursor(known, planner, to);
    all.own(vscode.commands.registerCommand(COMMANDS[to], convert));
  }
  all.own(
    vscode.languages.registerCodeActionsProvider(
      { language: 'c' },
      new ConversionActions(known.reviews, known.asked, planner),
      { providedCodeActionKinds: [KIND] },
    ),
  );
}
