import * as vscode from 'vscode';
import {
  BRIDGE_VARIABLE,
  type Box,
  type BridgeAnswer,
  type BridgeMessage,
  type PageRequest,
  type RunReport,
  type Target,
  WEB_SECTION,
} from './protocol';

/**
 * What the harness tells a test run by a variable: in its environment or, in the extension host of a
 * browser, which has none, in the user's settings.
 */
export function fromHarness(name: string): string | undefined {
  if (typeof process === 'object') return process.env[name];
  return vscode.workspace.getConfiguration(WEB_SECTION).get(name);
}

async function send(message: BridgeMessage): Promise<string | number | null> {
  const address = fromHarness(BRIDGE_VARIABLE);
  if (address === undefined) throw new Error(`${BRIDGE_VARIABLE} is not set: no harness`);
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(message) });
  const answer = (await response.json()) as BridgeAnswer;
  if ('error' in answer) throw new Error(answer.error);
  return answer.value;
}

async function act(request: PageRequest): Promise<void> {
  await send(request);
}

/** Tells the harness how the run goes. */
export async function report(message: RunReport): Promise<void> {
  await send(message);
}

/** The hands and eyes of a test: what a user does and sees in the window. */
export const page = {
  click: (target: Target) => act({ kind: 'click', target }),
  hover: (target: Target) => act({ kind: 'hover', target }),
  /** Presses a key or chord, in Playwright's names: `Escape`, `Control+Space`. */
  press: (key: string) => act({ kind: 'press', key }),
  /** Replaces the text of an input field. */
  fill: (target: Target, text: string) => act({ kind: 'fill', target, text }),
  /** Sends the visible webview a message, or the extension one in its name. */
  post: (to: 'webview' | 'extension', message: unknown) => act({ kind: 'post', to, message }),
  type: (text: string) => act({ kind: 'type', text }),
  /** Saves .vscode-test/screenshots/NAME.png. */
  screenshot: (name: string) => act({ kind: 'screenshot', name }),
  /** The text as drawn, line breaks included. */
  text: async (target: Target) => String(await send({ kind: 'text', target })),
  attribute: async (target: Target, name: string) =>
    String(await send({ kind: 'attribute', target, name })),
  /** How many such elements there are now, without waiting. */
  count: async (target: Target) => Number(await send({ kind: 'count', target })),
  /** The texts of such elements as they are drawn now, without waiting. */
  texts: async (target: Target) =>
    JSON.parse(String(await send({ kind: 'texts', target }))) as readonly string[],
  /** Where such elements are drawn now, without waiting. */
  boxes: async (target: Target) =>
    JSON.parse(String(await send({ kind: 'boxes', target }))) as readonly Box[],
  resize: (width: number, height: number) => act({ kind: 'resize', width, height }),
  openWindow: () => act({ kind: 'openWindow' }),
  closeWindow: () => act({ kind: 'closeWindow' }),
  windows: async () => Number(await send({ kind: 'windows' })),
  reload: () => act({ kind: 'reload' }),
};
