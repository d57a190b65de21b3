import * as vscode from 'vscode';
import { registerAbout } from './about';
import { Disposables } from './disposables';
import { registerFindingCommands } from './findings/register';
import { registerHovers } from './hover/gupHovers';
import { KernelTrees } from './kernelTrees';
import { registerLenses } from './lens/siteLenses';
import { registerNavigation } from './navigation/findingNavigation';
import { registerReplay } from './replay/register';
import { SiteSubjects } from './replay/siteSubjects';
import { registerReview } from './review/register';
import { registerRulePages } from './rulePages';
import { Activity } from './status/activity';
import { registerStatus } from './status/register';
import { registerContextKeys } from './views/context';
import { registerViews } from './views/register';

/** Called by VS Code at the first C file or GUP command. */
export function activate(context: vscode.ExtensionContext): void {
  const all = new Disposables();
  context.subscriptions.push(all);
  const output = all.own(vscode.window.createOutputChannel('GUP Review', { log: true }));
  const trees = all.own(new KernelTrees());
  const activity = all.own(new Activity());
  const extension = context.extensionUri;
  const reviews = registerReview({ extension, trees, activity, output }, all);
  registerHovers(trees, all);
  registerLenses(reviews, all);
  registerRulePages(all);
  registerContextKeys(reviews, all);
  registerViews(reviews, all);
  registerFindingCommands(registerNavigation(reviews, all), all);
  registerStatus({ activity, reviews, trees, output }, all);
  all.own(registerReplay(extension, output, new SiteSubjects(trees)));
  registerAbout(context, all);
}
