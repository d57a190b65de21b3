import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import type { FindingNavigation } from '../navigation/findingNavigation';
import type { ShownFinding } from '../review/shownFindings';
import { suppressByComment, suppressInSidecar } from '../suppress/suppressCommands';
import type { FindingNode } from '../views/findingsView';
import { copyAsReviewMail } from './reviewMail';

/** Commands on one finding: the chosen one in the view, else the one at the cursor. */
export function registerFindingCommands(navigation: FindingNavigation, all: Disposables): void {
  const command = (name: string, run: (shown: ShownFinding) => Promise<void>) => {
    all.own(
      vscode.commands.registerCommand(name, async (node?: FindingNode) => {
        const shown = node === undefined ? navigation.atCursor() : findingOf(node);
        if (shown === undefined) {
          vscode.window.setStatusBarMessage(
            vscode.l10n.t('There is no finding at the cursor'),
            4000,
          );
        } else await run(shown);
      }),
    );
  };
  command('gup.copyAsReviewMail', copyAsReviewMail);
  command('gup.suppressByComment', suppressByComment);
  command('gup.suppressInSidecar', suppressInSidecar);
}

function findingOf(node: FindingNode): ShownFinding | undefined {
  return node.kind === 'file' ? node.findings[0] : node.shown;
}
