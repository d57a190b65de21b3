/** Registers the replay: its commands, the panel's keys while one is in sight, the restore. */
import * as vscode from 'vscode';
import { PANEL_COMMANDS } from '../../replay/messages';
import type { SavedSite } from '../../replay/savedState';
import type { Disposable } from '../disposables';
import { Disposables } from '../disposables';
import type { Shown } from './panel';
import { ReplayPanels } from './panels';

/** Where the sites and their paths come from. */
export interface Subjects {
  /** The site on (or nearest above) a line of the document, 1-based; null where there is none. */
  at(uri: vscode.Uri, line: number): Promise<Shown | null>;
  /** A site that an earlier panel showed, wherever it is now. */
  find(saved: SavedSite): Promise<Shown | null>;
}

export function registerReplay(
  extension: vscode.Uri,
  output: vscode.LogOutputChannel,
  subjects: Subjects,
): Disposable {
  const all = new Disposables();
  const panels = all.own(new ReplayPanels(extension, output, (site) => subjects.find(site)));
  const command = (id: string, run: (...args: unknown[]) => unknown): void => {
    all.own(vscode.commands.registerCommand(id, run));
  };
  command('gup.replaySite', (uri, line) => replaySite(panels, subjects, uri, line));
  command('gup.openSimulator', () => panels.showPlayground());
  for (const name of PANEL_COMMANDS) {
    command(`gup.replay.${name}`, () => {
      panels.command(name);
    });
  }
  return all;
}

/** From a lens, which names the site, or from the command palette, where the cursor does. */
async function replaySite(
  panels: ReplayPanels,
  subjects: Subjects,
  uri: unknown,
  line: unknown,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const named = uri instanceof vscode.Uri && typeof line === 'number';
  const where = named ? uri : editor?.document.uri;
  const at = named ? line : (editor?.selection.active.line ?? 0) + 1;
  const finding = where === undefined ? Promise.resolve(null) : subjects.at(where, at);
  // A lens stands on a site; the cursor may not, and then no panel shall flash up.
  const shown = named || (await finding) !== null ? await panels.show(finding) : false;
  if (!shown) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no call that takes user pages on this line.'),
    );
  }
}
