import * as vscode from 'vscode';
import { type FileEdits, isRefusal } from '../../analyzer/fixes/edit';
import type { Fix } from '../../analyzer/fixes/fix';
import { fixAll } from '../../analyzer/fixes/fixAll';
import { isMended, needsTrial } from '../../analyzer/fixes/mended';
import { FIXABLE_RULES, quickFixes } from '../../analyzer/fixes/quickFixes';
import type { Finding } from '../../analyzer/records';
import type { Disposables } from '../disposables';
import { rangeOf, SOURCE } from '../review/findingDiagnostic';
import type { Trial } from '../review/register';
import type { ReviewedFile, Reviews } from '../review/reviews';
import { shownIn, type ShownFinding } from '../review/shownFindings';
import { allFindings, comesTo } from './comesTo';
import { currentReview, fixContext, type FixInputs, fixInputs } from './fixInputs';
import { workspaceEdit } from './workspaceEdit';

/**
 * Not below `source.fixAll`, which many have run on every save: what is right for a kernel's pages
 * is decided by a person.
 */
export const FIX_ALL = vscode.CodeActionKind.Source.append('gupFixAll');

/** The light bulb of findings: mend one, mend all of a rule in the file, suppress. */
export class QuickFixActions implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix, FIX_ALL];

  constructor(
    private readonly reviews: Reviews,
    private readonly trial: Trial,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const review = await currentReview(this.reviews, document);
    if (review === undefined) return [];
    const shown = shownIn(review);
    const here = diagnostics.flatMap((diagnostic) => {
      const found = shown.find((one) => isOf(one, diagnostic));
      return found ? [{ diagnostic, shown: found }] : [];
    });
    const wantsAll = only?.intersects(FIX_ALL) ?? false;
    if (here.length === 0 && !wantsAll) return [];
    const findings = shown.map(({ finding }) => finding);
    const file = await fixInputs(this.reviews, review, findings, []);
    const tried = (wanted: readonly Finding[], files: readonly FileEdits[]) =>
      this.isMending(document, review, wanted, files, token);
    const actions: vscode.CodeAction[] = [];
    for (const one of wantsAll ? [] : here) actions.push(...(await fixesOf(one, file, tried)));
    const rules = wantsAll ? FIXABLE_RULES : new Set(here.map((one) => one.shown.finding.rule));
    const kind = wantsAll ? FIX_ALL : vscode.CodeActionKind.QuickFix;
    for (const rule of rules)
      actions.push(...(await allOf(rule, shown, file, kind, wantsAll ? 1 : 2, tried)));
    return wantsAll ? actions : [...actions, ...here.flatMap(suppressions)];
  }

  /**
   * Whether the file, once it is changed, is found to be better. What follows from the paths of other
   * files only their own reviews tell: of a change there nothing is said.
   */
  private async isMending(
    document: vscode.TextDocument,
    review: ReviewedFile,
    wanted: readonly Finding[],
    files: readonly FileEdits[],
    token: vscode.CancellationToken,
  ): Promise<boolean> {
    const after = await comesTo(this.trial, document, review, files, token);
    return after === null || isMended(wanted, allFindings(review), after.findings);
  }
}

/** Whether changes do what they are made for. */
type Tried = (wanted: readonly Finding[], files: readonly FileEdits[]) => Promise<boolean>;

interface Marked {
  readonly diagnostic: vscode.Diagnostic;
  readonly shown: ShownFinding;
}

function isOf({ finding }: ShownFinding, { source, code, range }: vscode.Diagnostic): boolean {
  const rule = typeof code === 'object' ? code.value : code;
  return source === SOURCE && rule === finding.rule && range.isEqual(rangeOf(finding));
}

async function fixesOf(
  { diagnostic, shown }: Marked,
  file: FixInputs,
  tried: Tried,
): Promise<vscode.CodeAction[]> {
  const { finding } = shown;
  const context = fixContext(file, finding);
  const fixes = context && quickFixes(context);
  if (!fixes || isRefusal(fixes)) return [];
  const good: Fix[] = [];
  for (const fix of fixes)
    if (!needsTrial(finding.rule) || (await tried([finding], fix.files))) good.push(fix);
  return good.map(({ title, preferred, files }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.isPreferred = preferred;
    // What reaches into other files is shown before it is done.
    const elsewhere = files.some((one) => one.file !== finding.file);
    const preview = elsewhere ? { label: title } : undefined;
    action.edit = workspaceEdit(file.review, files, file.sources, preview);
    return action;
  });
}

/** Mends every finding of a rule in the file, where there are at least so many that can be. */
async function allOf(
  rule: string,
  shown: readonly ShownFinding[],
  file: FixInputs,
  kind: vscode.CodeActionKind,
  atLeast: number,
  tried: Tried,
): Promise<vscode.CodeAction[]> {
  const findings = shown.map(({ finding }) => finding).filter((one) => one.rule === rule);
  if (findings.length < atLeast) return [];
  const { files, fixed } = fixAll(findings, (finding) => fixContext(file, finding));
  if (fixed.length < atLeast) return [];
  if (needsTrial(rule) && !(await tried(fixed, files))) return [];
  const action = new vscode.CodeAction(
    vscode.l10n.t('Fix all {0} of {1} in this file', fixed.length, rule),
    kind,
  );
  action.edit = workspaceEdit(file.review, files, file.sources);
  return [action];
}

function suppressions({ diagnostic, shown }: Marked): vscode.CodeAction[] {
  const { rule } = shown.finding;
  const ways = [
    {
      title: vscode.l10n.t('Suppress {0} here, by a comment…', rule),
      command: 'gup.suppressByComment',
    },
    {
      title: vscode.l10n.t('Suppress {0} here, in .gup-review.json…', rule),
      command: 'gup.suppressInSidecar',
    },
  ];
  return ways.map(({ title, command }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.command = { title, command, arguments: [{ kind: 'finding', shown }] };
    return action;
  });
}

export function registerQuickFixes(reviews: Reviews, trial: Trial, all: Disposables): void {
  const actions = new QuickFixActions(reviews, trial);
  all.own(
    vscode.languages.registerCodeActionsProvider({ language: 'c' }, actions, {
      providedCodeActionKinds: QuickFixActions.kinds,
    }),
  );
}
