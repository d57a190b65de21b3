import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerAbout, versionOf } from './about';
import { Disposables } from './disposables';
import { registerFindingCommands } from './findings/register';
import { registerConversions } from './fixes/conversions';
import { registerQuickFixes } from './fixes/quickFixActions';
import type { Host } from './host';
import { registerHovers } from './hover/gupHovers';
import { KernelTrees } from './kernelTrees';
import { registerLenses } from './lens/siteLenses';
import { registerNavigation } from './navigation/findingNavigation';
import { registerOtherEnds } from './navigation/goToOtherEnd';
import { registerReplay } from './replay/register';
import { SiteSubjects } from './replay/siteSubjects';
import { registerReview } from './review/register';
import { registerRulePages } from './rulePages';
import { registerWalkthrough } from './sample/walkthrough';
import { Activity } from './status/activity';
import { registerStatus } from './status/register';
import { registerSuppression } from './suppress/register';
import { registerContextKeys } from './views/context';
import { registerViews } from './views/register';

/** What other extensions get that ask for this one's exports. */
export interface Exports {
  /** Fires with the files whose diagnostics VS Code was just given, with or without any in them. */
  readonly onDidPublish: vscode.Event<readonly vscode.Uri[]>;
}

/** Starts the extension, in whichever host: at the first C file or GUP command. */
export function start(context: vscode.ExtensionContext, host: Host): Exports {
  if (vscode.l10n.bundle !== undefined) config({ contents: vscode.l10n.bundle });
  const all = new Disposables();
  context.subscriptions.push(all);
  const output = all.own(vscode.window.createOutputChannel('GUP Review', { log: true }));
  const trees = all.own(new KernelTrees());
  const activity = all.own(new Activity());
  const extension = context.extensionUri;
  const surroundings = { extension, host, trees, activity, output };
  const { onDidPublish, ...review } = registerReview(surroundings, all);
  const { reviews, suppressionFiles, analysis, asked, seeTree, findAcquires, trial, outcomes } =
    review;
  registerHovers(trees, reviews, all);
  registerLenses(reviews, all);
  registerRulePages(all);
  registerContextKeys(reviews, all);
  const { mark } = registerViews({ reviews, outcomes, seeTree }, all);
  const navigation = registerNavigation(reviews, mark, all);
  registerOtherEnds({ reviews, seeTree, findAcquires }, all);
  registerFindingCommands(navigation, all);
  registerQuickFixes(reviews, trial, all);
  registerConversions({ reviews, asked, seeTree, trial }, all);
  const version = versionOf(context);
  registerSuppression({ reviews, suppressionFiles, outcomes, version }, all);
  registerStatus({ activity, reviews, trees, output }, all);
  all.own(registerReplay(extension, output, new SiteSubjects(trees, analysis, reviews, asked)));
  registerWalkthrough(extension, reviews, all);
  registerAbout(context, all);
  return { onDidPublish };
}
