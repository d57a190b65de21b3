import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import type { KernelTrees } from '../kernelTrees';
import type { Reviews } from '../review/reviews';
import { SECTION } from '../settings';
import type { Activity } from './activity';
import { showMenu } from './menu';
import { StatusItem } from './statusItem';

export interface Shown {
  readonly activity: Activity;
  readonly reviews: Reviews;
  readonly trees: KernelTrees;
  readonly output: vscode.LogOutputChannel;
}

export function registerStatus(
  { activity, reviews, trees, output }: Shown,
  all: Disposables,
): void {
  const command = (name: string, run: () => unknown) => {
    all.own(vscode.commands.registerCommand(name, run));
  };
  all.own(new StatusItem(activity, reviews, trees));
  command('gup.showMenu', showMenu);
  command('gup.showLog', () => {
    output.show();
  });
  command('gup.openSettings', () =>
    vscode.commands.executeCommand('workbench.action.openSettings', SECTION),
  );
}
