/** The panel's end of the messages: typed out, checked in. */
import type { FromPanel, Showing, ToPanel } from '../replay/messages';
import { isToPanel } from '../replay/messages';
import type { PanelState } from '../replay/savedState';
import { isPanelState } from '../replay/savedState';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export class Host {
  private readonly api = acquireVsCodeApi();

  constructor(private readonly root: HTMLElement) {}

  /**
   * What the page came with. Null when it came with nothing, or when VS Code loads it again after
   * something else was shown or the panel was pinned: what holds now is then sent.
   */
  get brought(): Showing | null {
    const text = this.root.dataset.shown;
    const message: unknown = text === undefined ? null : JSON.parse(text);
    if (!isToPanel(message) || message.kind !== 'show') return null;
    const { saved } = this;
    const stale =
      saved !== null &&
      (saved.site?.id !== message.subject?.site.id || saved.pinned !== message.pinned);
    return stale ? null : message;
  }

  send(message: FromPanel): void {
    this.api.postMessage(message);
  }

  /** What the last life of this panel kept, if it can be believed. */
  get saved(): PanelState | null {
    const state = this.api.getState();
    return isPanelState(state) ? state : null;
  }

  /** Kept by VS Code over a reload of the window, and given to the extension's serializer. */
  save(state: PanelState): void {
    this.api.setState(state);
  }

  listen(receive: (message: ToPanel) => void): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (isToPanel(event.data)) receive(event.data);
      else this.send({ kind: 'log', text: `dropped a message: ${summary(event.data)}` });
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
