/** All replay panels of the window: which one a new site opens in, and the links to the editors. */
import * as vscode from 'vscode';
import type { PanelCommand } from '../../replay/messages';
import type { SavedSite } from '../../replay/savedState';
import { isPanelState } from '../../replay/savedState';
import type { Position } from '../../analyzer/paths/pathRecords';
import { exportScenario, importScenario } from './files';
import { readGallery } from './gallery';
import { LineHighlight } from './highlight';
import { findKernelFunction } from './kernelFunction';
import { PanelPage } from './page';
import type { PanelOwner, Shown } from './panel';
import { ReplayPanel, VIEW_TYPE } from './panel';

/**
 * Milliseconds that a new panel waits for what it is to show, to have it in its page. VS Code needs
 * longer than this to make a frame for the page, so nothing is lost by it.
 */
const PATIENCE = 100;

/** Finds a site that a restored panel showed; null when it is gone. */
export type FindSite = (site: SavedSite) => Promise<Shown | null>;

export class ReplayPanels implements PanelOwner, vscode.Disposable {
  readonly highlight = new LineHighlight();
  private readonly panels: ReplayPanel[] = [];
  private readonly page: PanelPage;
  private readonly subscriptions: vscode.Disposable[] = [this.highlight];

  constructor(
    private readonly extension: vscode.Uri,
    private readonly output: vscode.LogOutputChannel,
    findSite: FindSite,
  ) {
    this.page = new PanelPage(extension);
    this.subscriptions.push(
      vscode.window.onDidChangeTextEditorSelection((event) => {
        // Our own reveal does not move the cursor; a user's move selects the step of that line.
        this.followCursor(event);
      }),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state: unknown) => {
          const saved = isPanelState(state) ? state : null;
          panel.webview.options = this.page.options;
          const adopted = this.adopt(panel, saved?.pinned ?? false);
          const found = saved?.site == null ? null : await findSite(saved.site);
          const content = found ?? (await this.playground());
          if (this.panels.includes(adopted)) adopted.show(content);
        },
      }),
    );
  }

  /** The panel that answers the stepping keys: the active one, else the one shown last. */
  get current(): ReplayPanel | null {
    return (
      this.panels.find((panel) => panel.active) ??
      this.panels.findLast((panel) => panel.visible) ??
      null
    );
  }

  /**
   * Shows what is being found in the newest panel that is not pinned, or in a new one beside the
   * editor: its page loads meanwhile. False, and no new panel, when nothing is found.
   */
  async show(finding: Promise<Shown | null>): Promise<boolean> {
    const free = this.panels.findLast((panel) => !panel.pinned);
    const panel = free ?? this.open();
    free?.reveal();
    const content = await finding.catch((error: unknown) => {
      if (free === undefined) panel.close();
      throw error;
    });
    if (content === null && free === undefined) panel.close();
    // The user may have closed it meanwhile.
    else if (content !== null && this.panels.includes(panel)) panel.show(content);
    return content !== null;
  }

  /** The simulator without a call site. */
  async showPlayground(): Promise<void> {
    await this.show(this.playground());
  }

  private open(): ReplayPanel {
    // With its options from the start: to change them later would have VS Code load an empty page.
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      vscode.l10n.t('GUP Replay'),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      this.page.options,
    );
    return this.adopt(panel, false);
  }

  private async playground(): Promise<Shown> {
    return { subject: null, root: null, gallery: await readGallery(this.extension) };
  }

  command(command: PanelCommand): void {
    this.current?.command(command);
  }

  stepped(panel: ReplayPanel, position: Position | null, reveal: boolean): void {
    const root = panel.shown?.root ?? null;
    if (position === null || root === null) {
      this.highlight.show(null, 0);
      return;
    }
    this.highlight.show(vscode.Uri.joinPath(root, position.file), position.line);
    if (reveal) this.highlight.reveal();
  }

  async openLine(panel: ReplayPanel, file: string, line: number): Promise<void> {
    const root = panel.shown?.root ?? null;
    if (root === null) return;
    const at = new vscode.Position(Math.max(line - 1, 0), 0);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(root, file), {
      viewColumn: vscode.ViewColumn.One,
      selection: new vscode.Range(at, at),
    });
  }

  async openFunction(panel: ReplayPanel, name: string): Promise<void> {
    const root = panel.shown?.root ?? null;
    const found = root === null ? null : await findKernelFunction(root, name);
    if (found === null) {
      vscode.window.setStatusBarMessage(vscode.l10n.t('{0}() is not in this tree.', name), 4000);
      return;
    }
    await this.openLine(panel, found.file, found.line);
  }

  exportScenario(name: string, json: string): Promise<void> {
    return exportScenario(name, json);
  }

  async importScenario(panel: ReplayPanel): Promise<void> {
    const file = await importScenario();
    if (file !== null) panel.scenario(file.name, file.json);
  }

  log(text: string): void {
    this.output.info(text);
  }

  private followCursor(event: vscode.TextEditorSelectionChangeEvent): void {
    if (event.kind === undefined) return;
    const line = event.selections[0]?.active.line;
    const { current } = this;
    const root = current?.shown?.root;
    if (line === undefined || current === null || root == null) return;
    const path = event.textEditor.document.uri.path;
    if (path.startsWith(`${root.path}/`)) {
      current.cursor(path.slice(root.path.length + 1), line + 1);
    }
  }

  private adopt(panel: vscode.WebviewPanel, pinned: boolean): ReplayPanel {
    const adopted = new ReplayPanel(panel, this.page, this.extension, this, pinned);
    this.panels.push(adopted);
    setTimeout(() => {
      if (this.panels.includes(adopted)) adopted.load();
    }, PATIENCE);
    panel.onDidChangeViewState(() => {
      if (!panel.visible) adopted.hidden();
      this.tellKeys();
    });
    panel.onDidDispose(() => {
      this.panels.splice(this.panels.indexOf(adopted), 1);
      this.highlight.show(null, 0);
      this.tellKeys();
    });
    this.tellKeys();
    return adopted;
  }

  /** The stepping keys exist only while a panel is in sight to see their effect. */
  private tellKeys(): void {
    const visible = this.panels.some((panel) => panel.visible);
    void vscode.commands.executeCommand('setContext', 'gup.replayVisible', visible);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
