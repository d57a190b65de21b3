/** Finds the call site a replay is about, in the text the editor holds, saved or not. */
import * as vscode from 'vscode';
import type { Site } from '../../analyzer/records';
import { collectSites } from '../../analyzer/sites/collectSites';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import { seriesOf } from '../../kernel';
import type { SavedSite } from '../../replay/savedState';
import { subjectOf } from '../../replay/simplePaths';
import { loadParser } from '../../tree/parser';
import type { KernelTrees } from '../kernelTrees';
import type { Shown } from './panel';
import type { Subjects } from './register';

export class SiteSubjects implements Subjects {
  private parser: Promise<SyntaxBackend> | null = null;

  constructor(private readonly trees: KernelTrees) {}

  async at(uri: vscode.Uri, line: number): Promise<Shown | null> {
    return this.shown(uri, (sites) => {
      const before = sites.filter((site) => site.line <= line);
      return sites.find((site) => site.line === line) ?? before.at(-1) ?? sites[0];
    });
  }

  async find(saved: SavedSite): Promise<Shown | null> {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const tree = await this.trees.treeOf(folder.uri);
      const uri = vscode.Uri.joinPath(tree?.root ?? folder.uri, saved.file);
      const shown = await this.shown(uri, (sites) => sites.find((site) => site.id === saved.id));
      if (shown !== null) return shown;
    }
    return null;
  }

  private async shown(
    uri: vscode.Uri,
    choose: (sites: readonly Site[]) => Site | undefined,
  ): Promise<Shown | null> {
    const document = await openDocument(uri);
    if (document === null) return null;
    const tree = await this.trees.treeOf(uri);
    const release = await this.trees.releaseOf(uri);
    const root = tree?.root ?? vscode.Uri.joinPath(uri, '..');
    const path = uri.path.slice(root.path.length + 1);
    this.parser ??= loadParser();
    const found = collectSites({
      backend: await this.parser,
      file: path,
      text: document.getText(),
      release,
    });
    try {
      const site = choose(found.sites.map((call) => call.site));
      if (site === undefined) return null;
      const textAt = (file: string, line: number): string =>
        file === path && line <= document.lineCount ? document.lineAt(line - 1).text.trim() : '';
      return { subject: subjectOf(site, seriesOf(release), textAt), root, gallery: [] };
    } finally {
      found.dispose();
    }
  }
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | null> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // The file is gone, or is no text.
    return null;
  }
}
