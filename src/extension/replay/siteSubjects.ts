/** Finds the call site a replay is about, in the text the editor holds, saved or not. */
import * as vscode from 'vscode';
import type { Release, Site } from '../../analyzer/records';
import { seriesOf } from '../../kernel';
import type { SavedSite } from '../../replay/savedState';
import { subjectOf } from '../../replay/subject';
import type { SiteQuery } from '../../tree/service/messages';
import type { KernelTrees } from '../kernelTrees';
import type { Analysis } from '../review/analysis';
import type { AskedTrees } from '../review/askedTrees';
import type { Reviews } from '../review/reviews';
import type { Shown } from './panel';
import type { Subjects } from './register';

export class SiteSubjects implements Subjects {
  constructor(
    private readonly trees: KernelTrees,
    private readonly analysis: Analysis,
    private readonly reviews: Reviews,
    private readonly asked: AskedTrees,
  ) {}

  at(uri: vscode.Uri, line: number): Promise<Shown | null> {
    return this.shown(uri, { line });
  }

  async find({ id, file }: SavedSite): Promise<Shown | null> {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const tree = await this.trees.treeOf(folder.uri);
      const uri = vscode.Uri.joinPath(tree?.root ?? folder.uri, file);
      const shown = await this.shown(uri, { id });
      if (shown !== null) return shown;
    }
    return null;
  }

  private async shown(uri: vscode.Uri, query: SiteQuery): Promise<Shown | null> {
    const document = await openDocument(uri);
    if (document === null) return null;
    const tree = await this.trees.treeOf(uri);
    const release = await this.trees.releaseOf(uri);
    const root = tree?.root ?? vscode.Uri.joinPath(uri, '..');
    const file = uri.path.slice(root.path.length).replace(/^\//, '');
    this.asked.add(root);
    const input = {
      ...{ root: root.fsPath, file, text: document.getText(), release },
      onDisk: root.scheme === 'file',
      seesTree: true,
    };
    const cancellation = new vscode.CancellationTokenSource();
    const found = await this.analysis.paths(input, query, cancellation.token);
    cancellation.dispose();
    if (found === null) return null;
    const textAt = (at: string, line: number): string =>
      at === file && line <= document.lineCount ? document.lineAt(line - 1).text.trim() : '';
    const site = { ...found.site, releases: this.releasesOf(uri, found.site) };
    const subject = subjectOf({ ...found, site }, seriesOf(release), textAt);
    return { subject, root, gallery: [] };
  }

  /** Those in its own file as it stands now, and those that a review of the tree found in others. */
  private releasesOf(uri: vscode.Uri, { id, releases: latest }: Site): readonly Release[] {
    const others = this.reviews
      .sightings(uri, id)
      .flatMap(({ file, releases }) => releases.filter((release) => release.file !== file));
    const all = [...latest, ...others];
    return [...new Map(all.map((release) => [placeOf(release), release])).values()];
  }
}

const placeOf = ({ file, line, api }: Release): string => `${file}:${String(line)} ${api}`;

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | null> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // The file is gone, or is no text.
    return null;
  }
}
