import type * as vscode from 'vscode';
import { type Exports, start } from '../start';
import { startWorker } from './workerLink';

/** Called by VS Code, where its extension host is a worker of a browser. */
export function activate(context: vscode.ExtensionContext): Exports {
  return start(context, { startAnalyzer: startWorker, scanDisk: null });
}
