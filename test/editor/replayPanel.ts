import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { page } from './page';
import { openSample, sampleUri, type Tree } from './sample';
import { waitFor } from './waitFor';

const inPanel = (selector: string, hasText?: string) =>
  ({ selector, in: 'webview', ...(hasText === undefined ? {} : { hasText }) }) as const;

/** The controls come behind the first paint, which has their outlines. */
const CONTROLS = inPanel('.steps vscode-toolbar-button:defined');

/** A line of a comment: it may name the call that a test looks for. */
const COMMENT = /^\s*\/?\*/;

/** The replay panel as a user sees and drives it. */
export const panel = {
  /** Opens the file and replays the call on the line that holds `text`. */
  async open(tree: Tree, path: string, text: string): Promise<void> {
    const editor = await openSample(tree, path);
    const line = editor.document
      .getText()
      .split('\n')
      .findIndex((source) => source.includes(text) && !COMMENT.test(source));
    assert.ok(line >= 0, `the file has "${text}"`);
    await vscode.commands.executeCommand('gup.replaySite', sampleUri(tree, path), line + 1);
    await page.text(inPanel('header .site', `${path}:${String(line + 1)}`));
    await page.text(CONTROLS);
  },

  /** Opens the simulator without a call site, in a panel of its own. */
  async openSimulator(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('gup.openSimulator');
    await page.text(CONTROLS);
  },

  /** Runs a scenario that is written into the simulator. */
  async runJson(json: string): Promise<void> {
    if ((await page.count(inPanel('.editor[open]'))) === 0) await page.click(inPanel('.editor'));
    await page.fill(inPanel('.editor textarea'), json);
    await page.click(inPanel('.editor vscode-button', 'Run'));
  },

  /** Presses a button of the panel's toolbar. */
  button: (command: string) => page.click(inPanel(`[data-command="${command}"]`)),

  /** Goes to the end of a stop of the path. */
  stop: (text: string) => page.click(inPanel('.outline .stop', text)),

  /** Presses keys with the focus in the panel. */
  async keys(...keys: readonly string[]): Promise<void> {
    await page.click(inPanel('.step'));
    for (const key of keys) await page.press(key);
  },

  /** Chooses in one of the lists: `path`, `memory`, `kernel`, `pages`, `what-if`, `scenario`. */
  async choose(list: string, label: string, exact = false): Promise<void> {
    const control = `[data-choice="${list}"] vscode-single-select:defined`;
    await page.click(inPanel(control));
    await page.click({ ...inPanel(`${control} li.option`, label), exact });
    // Drawn anew it may offer other acts: the next choice shall not begin before.
    if (list !== 'what-if') await page.attribute(inPanel(`${control} [selected]`, label), 'value');
  },

  /** Waits until a column of a page's row shows the text, and nothing else. */
  async shows(where: string, column: string, text: string): Promise<void> {
    const cell = `.row[data-where="${where}"] .${column} .words`;
    await page.text({ ...inPanel(cell, text), exact: true });
  },

  /** Leaves the panel alone in the window, 300 pixels wide. */
  async narrow(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await vscode.commands.executeCommand('workbench.action.joinAllGroups');
    await page.resize(348, 900);
    await waitFor('a panel of 300 pixels', async () => {
      const [body] = await page.boxes(inPanel('body'));
      return body !== undefined && Math.abs(body.width - 300) <= 2 ? body : undefined;
    });
  },

  /** Gives the window its size again. */
  async widen(): Promise<void> {
    await page.resize(1400, 900);
    await vscode.commands.executeCommand('workbench.view.explorer');
  },

  /** Waits until the step line holds the text. */
  step: (text: string) => page.text(inPanel('.step', text)),
  verdict: (text: string) => page.text(inPanel('.verdict', text)),
  held: (text: string) => page.text(inPanel('.held-pages', text)),
  stack: (text: string) => page.text(inPanel('.stack', text)),

  /** Waits until the replay stands at this step; what is drawn then, as in `3/42`. */
  at: (position: number) =>
    expect.text(inPanel('.scrubber .where'), new RegExp(`^\\s*${String(position)}/`)),
  /** What is drawn now of where the replay stands. */
  position: () => page.text(inPanel('.scrubber .where')),
  /** The step that the replay stands at now. */
  stepNumber: async () => Number.parseInt(await panel.position(), 10),
};

/** The line of the editor that carries the step's mark. */
export const STEP_MARK = {
  selector: '.view-overlays > div:has(> [class*="TextEditorDecorationType"])',
};

/** Waits until this line of the editor carries the step's mark. */
export function marks(line: number): Promise<true> {
  return waitFor(`the step's mark on line ${String(line)}`, async () => {
    return (await markedLine()) === line || undefined;
  });
}

/** The line that carries the step's mark. */
export function markedLine(): Promise<number> {
  // Overlays and margin are two columns of absolutely placed lines: equal height, equal line.
  return waitFor('the mark of the step', async () => {
    const top = topOf(await page.attribute(STEP_MARK, 'style'));
    // VS Code writes a place without a space, and with one once something has moved the line.
    const line = (place: string) => `.margin-view-overlays > div[style*="${place}"] .line-numbers`;
    const number = { selector: `${line(`top:${top}`)}, ${line(`top: ${top}`)}` };
    // A code lens that arrives between the two reads moves the line.
    return (await page.count(number)) === 0 ? undefined : Number(await page.text(number));
  });
}

function topOf(style: string): string {
  const top = /top:\s*([^;]+)/.exec(style)?.[1];
  assert.ok(top, `a placed line: ${style}`);
  return top;
}
