import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import type { Reviews } from '../review/reviews';
import { allShown } from '../review/shownFindings';
import { SECTION } from '../settings';

/** Keeps the context keys true that decide which commands and hints make sense. */
export function registerContextKeys(reviews: Reviews, all: Disposables): void {
  const keys = new Map<string, boolean>();
  const set = (key: string, value: boolean) => {
    if (keys.get(key) === value) return;
    keys.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const refresh = () => {
    set('gup.hasFindings', allShown(reviews).length > 0);
    set(
      'gup.hasSites',
      reviews.all().some(({ sites }) => sites.length > 0),
    );
  };
  all.own(reviews.onDidChange(refresh));
  all.own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) refresh();
    }),
  );
}
