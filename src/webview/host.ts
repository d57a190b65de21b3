/** The panel's end of the messages: typed out, checked in. */
import type { FromPanel, ToPanel } from '../replay/messages';
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
