import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import { openPlace } from '../openPlace';
import { type Reviews, uriIn } from '../review/reviews';
import { allShown, type ShownFinding } from '../review/shownFindings';
import type { FindingNode } from '../views/findingsView';
import { neighbour } from './neighbours';

type Direction = 'next' | 'previous';

/** Walks with the keyboard from finding to finding, and along the path of one. */
export class FindingNavigation {
  /** The finding whose path is walked, and the step reached; -1 before the first. */
  private current: { readonly shown: ShownFinding; step: number } | null = null;

  /** @param mark Marks the row of what was gone to, where the list of findings is in sight. */
  constructor(
    private readonly reviews: Reviews,
    private readonly mark: (node: FindingNode) => void,
  ) {}

  async toFinding(direction: Direction): Promise<void> {
    const all = allShown(this.reviews);
    const places = all.map(({ review, finding }) => ({
      path: review.uri.path,
      line: finding.line,
      column: finding.column,
    }));
    const index = neighbour(places, cursor(), direction);
    const shown = index === null ? undefined : all[index];
    if (shown === undefined) {
      vscode.window.setStatusBarMessage(vscode.l10n.t('GUP Review knows of no finding here'), 4000);
      return;
    }
    this.current = { shown, step: -1 };
    const { finding, review } = shown;
    await openPlace(review.uri, finding.line, finding.column);
    this.mark({ kind: 'finding', shown });
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('Finding {0} of {1}: {2}', (index ?? 0) + 1, all.length, finding.message),
      8000,
    );
  }

  /** Goes along the path of the finding at the cursor, or of the one that was last gone to. */
  async toStep(direction: Direction): Promise<void> {
    const here = this.atCursor();
    if (here !== undefined && here.finding.fingerprint !== this.fingerprint()) {
      this.current = { shown: here, step: -1 };
    }
    const { current } = this;
    const path = current?.shown.finding.path ?? [];
    if (current === null || path.length === 0) {
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('The cursor is on no finding with a path'),
        4000,
      );
      return;
    }
    const wanted = current.step + (direction === 'next' ? 1 : -1);
    current.step = Math.min(Math.max(wanted, 0), path.length - 1);
    const step = path[current.step];
    await openPlace(uriIn(current.shown.review, step.file), step.line);
    this.mark({ kind: 'step', shown: current.shown, step, index: current.step });
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('Step {0} of {1}: {2}', current.step + 1, path.length, step.message),
      8000,
    );
  }

  /** The finding at the cursor of the active editor. */
  atCursor(): ShownFinding | undefined {
    const at = cursor();
    if (at === null) return undefined;
    return allShown(this.reviews).find(
      ({ review, finding }) =>
        review.uri.path === at.path && finding.line <= at.line && at.line <= finding.endLine,
    );
  }

  private fingerprint(): string | undefined {
    return this.current?.shown.finding.fingerprint;
  }
}

function cursor() {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return null;
  const { line, character } = editor.selection.active;
  return { path: editor.document.uri.path, line: line + 1, column: character + 1 };
}

export function registerNavigation(
  reviews: Reviews,
  mark: (node: FindingNode) => void,
  all: Disposables,
): FindingNavigation {
  const navigation = new FindingNavigation(reviews, mark);
  const command = (name: string, run: () => Promise<void>) => {
    all.own(vscode.commands.registerCommand(name, run));
  };
  command('gup.nextFinding', () => navigation.toFinding('next'));
  command('gup.previousFinding', () => navigation.toFinding('previous'));
  command('gup.nextStep', () => navigation.toStep('next'));
  command('gup.previousStep', () => navigation.toStep('previous'));
  return navigation;
}
