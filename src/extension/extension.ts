import * as vscode from 'vscode';
import { registerAbout } from './about';
import { Disposables } from './disposables';
import { registerHovers } from './hover/gupHovers';
import { KernelTrees } from './kernelTrees';
import { registerReplay } from './replay/register';
import { SiteSubjects } from './replay/siteSubjects';

/** Called by VS Code at the first C file or GUP command. */
export function activate(context: vscode.ExtensionContext): void {
  const all = new Disposables();
  context.subscriptions.push(all);
  const version = String((context.extension.packageJSON as { version: string }).version);
  const trees = all.own(new KernelTrees());
  all.own(registerAbout(version));
  all.own(registerHovers(trees));
  const output = all.own(vscode.window.createOutputChannel('GUP Review', { log: true }));
  all.own(registerReplay(context.extensionUri, output, new SiteSubjects(trees)));
}
