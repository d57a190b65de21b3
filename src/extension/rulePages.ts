import * as vscode from 'vscode';
import { explain, NEWEST_RELEASE, parseRelease, renderMarkdown, RULES } from '../kernel';
import type { Disposables } from './disposables';

/** Scheme of the pages that explain a rule: `gup-rule:/6.12/leak-on-error.md`. */
const SCHEME = 'gup-rule';

/** The command that shows the page of a rule for a release, for links in diagnostics. */
export function rulePageCommand(rule: string, release: string): vscode.Uri {
  const query = JSON.stringify([rule, release]);
  return vscode.Uri.from({ scheme: 'command', path: 'gup.explainRule', query });
}

function pageText({ path }: vscode.Uri): string {
  const [, release = '', file = ''] = path.split('/');
  const rule = file.replace(/\.md$/, '');
  const explanation = explain(rule, parseRelease(release) ?? NEWEST_RELEASE);
  if (explanation === null) return `${vscode.l10n.t('There is no rule {0}.', rule)}\n`;
  const more = vscode.l10n.t(
    'The setting {0} gives it another severity or turns it off.',
    '`gup.rules`',
  );
  return `${renderMarkdown(explanation)}\n\n${more}\n`;
}

async function showPage(rule: unknown, release: unknown): Promise<void> {
  const wanted = typeof rule === 'string' ? rule : await chooseRule();
  if (wanted === undefined) return;
  const page = `/${typeof release === 'string' ? release : 'newest'}/${wanted}.md`;
  const uri = vscode.Uri.from({ scheme: SCHEME, path: page });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

async function chooseRule(): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick(
    RULES.map(({ id, title, what }) => ({ label: id, description: title, detail: what })),
    { placeHolder: vscode.l10n.t('Which rule?'), matchOnDetail: true },
  );
  return chosen?.label;
}

export function registerRulePages(all: Disposables): void {
  all.own(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: pageText,
    }),
  );
  all.own(vscode.commands.registerCommand('gup.explainRule', showPage));
}
