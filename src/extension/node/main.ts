import * as vscode from 'vscode';
import { scanInProcess } from '../../tree/scanProcess';
import { type Exports, start } from '../start';
import { startProcess } from './processLink';

/** Called by VS Code, where its extension host is a Node process. */
export function activate(context: vscode.ExtensionContext): Exports {
  return start(context, {
    startAnalyzer: (extension, events) =>
      startProcess(vscode.Uri.joinPath(extension, 'dist/service.js').fsPath, events),
    scanDisk: scanInProcess,
  });
}
