import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import { currentReview } from '../fixes/fixInputs';
import { openPlace } from '../openPlace';
import type { Reviews } from '../review/reviews';
import { shownIn } from '../review/shownFindings';
import { MemoryFiles } from './memoryFiles';
import { SAMPLE_FILE, SAMPLE_FILES, SAMPLE_SCHEME, SAMPLE_TOP } from './sampleTree';

/** The commands behind the steps of the walkthrough. All work on the sample tree, without a kernel. */
export function registerWalkthrough(
  extension: vscode.Uri,
  reviews: Reviews,
  all: Disposables,
): void {
  const files = new MemoryFiles(SAMPLE_FILES, (file) =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'media', file)),
  );
  all.own(files);
  all.own(
    vscode.workspace.registerFileSystemProvider(SAMPLE_SCHEME, files, { isCaseSensitive: true }),
  );
  const command = (name: string, run: () => Thenable<unknown>) => {
    all.own(vscode.commands.registerCommand(name, run));
  };
  command('gup.openWalkthrough', () =>
    vscode.commands.executeCommand(
      'workbench.action.openWalkthrough',
      'gup-review.gup-review#start',
    ),
  );
  command('gup.sample.open', () => openPlace(sampleFile(), 1));
  command('gup.sample.scan', () =>
    vscode.commands.executeCommand('gup.reviewTree', inSample(SAMPLE_TOP)),
  );
  command('gup.sample.finding', async () => {
    if (!(await goToFinding(reviews))) return;
    await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
  });
  command('gup.sample.replay', async () => {
    const site = (await reviewOfSample(reviews))?.sites[0];
    if (site !== undefined) {
      await openPlace(sampleFile(), site.line, site.column);
      await vscode.commands.executeCommand('gup.replaySite', sampleFile(), site.line);
    }
  });
  command('gup.sample.fix', async () => {
    if (await goToFinding(reviews)) await vscode.commands.executeCommand('editor.action.quickFix');
  });
}

function inSample(path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SAMPLE_SCHEME, path: `/${path}` });
}

function sampleFile(): vscode.Uri {
  return inSample(SAMPLE_FILE);
}

async function reviewOfSample(reviews: Reviews) {
  return currentReview(reviews, await vscode.workspace.openTextDocument(sampleFile()));
}

/** Opens the sample with the cursor on its finding; false when it has none (any more). */
async function goToFinding(reviews: Reviews): Promise<boolean> {
  const review = await reviewOfSample(reviews);
  const [shown] = review === undefined ? [] : shownIn(review);
  if (shown === undefined) {
    await openPlace(sampleFile(), 1);
    await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The sample has no finding any more. "File: Revert File" brings the one that was saved back.',
      ),
    );
    return false;
  }
  await openPlace(sampleFile(), shown.finding.line, shown.finding.column);
  return true;
}
