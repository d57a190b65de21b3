/** One replay panel: a webview, the subject it shows, and the editor lines it is linked to. */
import * as vscode from 'vscode';
import type { FromPanel, PanelCommand, Showing, ToPanel } from '../../replay/messages';
import { isFromPanel } from '../../replay/messages';
import type { ScenarioText } from '../../replay/scenarioText';
import type { Position } from '../../analyzer/paths/pathRecords';
import type { Subject } from '../../replay/subject';
import type { PanelPage } from './page';

/** The subject of a panel and the folder its file names are relative to. */
export interface Shown {
  readonly subject: Subject | null;
  readonly root: vscode.Uri | null;
  /** Scenarios to choose from where there is no subject. */
  readonly gallery: readonly ScenarioText[];
}

/** What a panel asks of the extension. */
export interface PanelOwner {
  /** The step shown belongs to this line of the panel's tree. */
  stepped(panel: ReplayPanel, position: Position | null, reveal: boolean): void;
  openLine(panel: ReplayPanel, file: string, line: number): Promise<void>;
  openFunction(panel: ReplayPanel, name: string): Promise<void>;
  exportScenario(name: string, json: string): Promise<void>;
  importScenario(panel: ReplayPanel): Promise<void>;
  log(text: string): void;
}

export const VIEW_TYPE = 'gup.replay';

export class ReplayPanel {
  private ready = false;
  private content: Shown | null = null;
  /** What the page brings with it; undefined while there is no page. */
  private inPage: Shown | null | undefined = undefined;

  /** `load` or `show` is to follow: until then the panel has no page. */
  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly page: PanelPage,
    extension: vscode.Uri,
    private readonly owner: PanelOwner,
    private isPinned = false,
  ) {
    panel.webview.onDidReceiveMessage((message: unknown) => {
      this.receive(message);
    });
    // The icon of a tab can be no theme icon, so it comes in both brightnesses.
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extension, 'media', name);
    panel.iconPath = { light: icon('replay-light.svg'), dark: icon('replay-dark.svg') };
  }

  /** Has VS Code load the page now, with what there is to show by now. */
  load(): void {
    if (this.inPage === undefined) this.attempt(this.fill(true));
  }

  /**
   * The panel is out of sight, and with it the page: the next one that VS Code loads shall not begin
   * with what the panel showed first of all.
   */
  hidden(): void {
    if (this.inPage !== undefined && this.inPage !== this.content) this.attempt(this.fill(false));
  }

  private async fill(still: boolean): Promise<void> {
    this.inPage = this.content;
    this.ready = false;
    const { webview } = this.panel;
    webview.html = await this.page.html(webview, this.showing(), still);
  }

  get pinned(): boolean {
    return this.isPinned;
  }

  /** Null while what to show is still being found. */
  get shown(): Shown | null {
    return this.content;
  }

  get active(): boolean {
    return this.panel.active;
  }

  get visible(): boolean {
    return this.panel.visible;
  }

  /** Replaces what the panel shows. */
  show(content: Shown): void {
    this.content = content;
    const { subject } = content;
    this.panel.title =
      subject === null
        ? vscode.l10n.t('GUP Simulator')
        : vscode.l10n.t('Replay: {0} (line {1})', subject.site.function, subject.site.line);
    this.load();
    // A page that brought it along says so itself.
    if (this.inPage !== content) this.sendContent();
  }

  /** Brings the panel to the front, the focus staying where it is. */
  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  close(): void {
    this.panel.dispose();
  }

  command(command: PanelCommand): void {
    this.send({ kind: 'command', command });
  }

  cursor(file: string, line: number): void {
    this.send({ kind: 'cursor', file, line });
  }

  scenario(name: string, json: string): void {
    this.send({ kind: 'scenario', name, json });
  }

  private send(message: ToPanel): void {
    // Until the page says `ready` nobody listens; it then gets everything in one `show`.
    if (this.ready) void this.panel.webview.postMessage(message);
  }

  private sendContent(): void {
    const showing = this.showing();
    if (showing !== null) this.send(showing);
  }

  private showing(): Showing | null {
    if (this.content === null) return null;
    const { subject, gallery } = this.content;
    return { kind: 'show', subject, gallery, pinned: this.isPinned };
  }

  private receive(message: unknown): void {
    if (isFromPanel(message)) this.answer(message);
    else this.owner.log(`dropped a message of the replay panel: ${summary(message)}`);
  }

  private answer(message: FromPanel): void {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        if (!message.shown || this.content !== this.inPage) this.sendContent();
        break;
      case 'position':
        this.owner.stepped(this, message.position, message.reveal);
        break;
      case 'openLine':
        this.attempt(this.owner.openLine(this, message.file, message.line));
        break;
      case 'openFunction':
        this.attempt(this.owner.openFunction(this, message.name));
        break;
      case 'pin':
        this.isPinned = message.pinned;
        break;
      case 'export':
        this.attempt(this.owner.exportScenario(message.name, message.json));
        break;
      case 'import':
        this.attempt(this.owner.importScenario(this));
        break;
      case 'log':
        this.owner.log(message.text);
        break;
      case 'painted':
        this.owner.log(`replay panel painted after ${String(message.milliseconds)} ms`);
        break;
    }
  }

  private attempt(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.owner.log(error instanceof Error ? error.message : String(error));
    });
  }
}

function summary(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 200);
  } catch {
    return typeof value;
  }
}
