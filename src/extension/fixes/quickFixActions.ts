import * as vscode from 'vscode';
import { isRefusal } from '../../analyzer/fixes/edit';
import { fixAll } from '../../analyzer/fixes/fixAll';
import { FIXABLE_RULES, quickFixes } from '../../analyzer/fixes/quickFixes';
import type { Disposables } from '../disposables';
import { rangeOf, SOURCE } from '../review/findingDiagnostic';
import type { Reviews } from '../review/reviews';
import { shownIn, type ShownFinding } from '../review/shownFindings';
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

  constructor(private readonly reviews: Reviews) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
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
    if (wantsAll) return FIXABLE_RULES.flatMap((rule) => allOf(rule, shown, file, FIX_ALL, 1));
    const single = here.flatMap((one) => fixesOf(one, file));
    const rules = new Set(here.map((one) => one.shown.finding.rule));
    const all = [...rules].flatMap((rule) =>
      allOf(rule, shown, file, vscode.CodeActionKind.QuickFix, 2),
    );
    return [...single, ...all, ...here.flatMap(suppressions)];
  }
}

interface Marked {
  readonly diagnostic: vscode.Diagnostic;
  readonly shown: ShownFinding;
}

function isOf({ finding }: ShownFinding, { source, code, range }: vscode.Diagnostic): boolean {
  const rule = typeof code === 'object' ? code.value : code;
  return source === SOURCE && rule === finding.rule && range.isEqual(rangeOf(finding));
}

function fixesOf({ diagnostic, shown }: Marked, file: FixInputs): vscode.CodeAction[] {
  const context = fixContext(file, shown.finding);
  const fixes = context && quickFixes(context);
  if (!fixes || isRefusal(fixes)) return [];
  return fixes.map(({ title, preferred, files }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.isPreferred = preferred;
    // What reaches into other files is shown before it is done.
    const elsewhere = files.some((one) => one.file !== shown.finding.file);
    const preview = elsewhere ? { label: title } : undefined;
    action.edit = workspaceEdit(file.review, files, file.sources, preview);
    return action;
  });
}

/** Mends every finding of a rule in the file, where there are at least so many that can be. */
function allOf(
  rule: string,
  shown: readonly ShownFinding[],
  file: FixInputs,
  kind: vscode.CodeActionKind,
  atLeast: number,
): vscode.CodeAction[] {
  const findings = shown.map(({ finding }) => finding).filter((one) => one.rule === rule);
  if (findings.length < atLeast) return [];
  const { files, fixed } = fixAll(findings, (finding) => fixContext(file, finding));
  if (fixed < atLeast) return [];
  const action = new vscode.CodeAction(
    vscode.l10n.t('Fix all {0} of {1} in this file', fixed, rule),
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

export function registerQuickFixes(reviews: Reviews, all: Disposables): void {
  all.own(
    vscode.languages.registerCodeActionsProvider({ language: 'c' }, new QuickFixActions(reviews), {
      providedCodeActionKinds: QuickFixActions.kinds,
    }),
  );
}
