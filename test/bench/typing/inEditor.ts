// Runs in the extension host, which typingInEditor.mjs starts: types into files of a tree that is open
// and reports what the editor tests' bridge prints.
import * as vscode from 'vscode';
import { createNativeBackend } from '../../../src/tree/nativeBackend';
import type { Exports } from '../../../src/extension/start';
import { page, report } from '../../editor/page';
import {
  blockText,
  changeOf,
  FILES,
  lineOf,
  longer,
  type LongestBlock,
  NO_BLOCK,
  noteOn,
  parseFully,
  ROUNDS,
  type Typing,
  typings,
  watchLoop,
} from './measure';

/** When nothing was published for this long, nothing will be, in milliseconds. */
const PATIENCE = 120_000;
/** What an opened file still has to do in the host is over by then, in milliseconds. */
const REST = 700;
/** VS Code's own extensions are still being started as the first test begins, in milliseconds. */
const SETTLED = 5_000;
/** Between two edits, in milliseconds. */
const PAUSE = 100;
/** Keys that are pressed one after the other, and the time between two, in milliseconds. */
const KEYS = 40;
const KEY_PAUSE = 60;
/** An edit is answered twice: with what can be said at once, and when all paths were followed. */
const ANSWERS = 2;

const line = (text: string) => report({ kind: 'line', text });
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

interface Published {
  readonly first: number;
  readonly last: number;
  readonly longestBlock: LongestBlock;
  /** Processor time of the extension host, in milliseconds. */
  readonly processor: number;
}

/** Milliseconds of the processor that the extension host had since. */
function processorSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The extension, which says when it gives VS Code diagnostics. */
async function activated(): Promise<Exports> {
  const extension = vscode.extensions.getExtension<Exports>('gup-review.gup-review');
  if (extension === undefined) throw new Error('the extension is not installed');
  return extension.activate();
}

/**
 * From the moment the extension host is told of the edit until VS Code is given the first and the last
 * diagnostics about the text as it is then. VS Code itself tells listeners of diagnostics only once
 * there were no others for 50 ms, so it is the extension that is listened to.
 */
async function publishing(uri: vscode.Uri, act: () => Thenable<unknown>): Promise<Published> {
  const key = uri.toString();
  const { onDidPublish } = await activated();
  let [began, answered, first, last] = [0, 0, 0, 0];
  const listeners = [
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.toString() !== key || contentChanges.length === 0) return;
      if (began === 0) began = performance.now();
      // What was said of the text before this key is no answer.
      answered = 0;
    }),
    onDidPublish((uris) => {
      if (began === 0 || !uris.some((one) => one.toString() === key)) return;
      answered++;
      last = performance.now();
      if (first === 0) first = last;
    }),
  ];
  const before = process.cpuUsage();
  const watch = watchLoop();
  await act();
  const acted = performance.now();
  while (answered < ANSWERS) {
    if (performance.now() - acted > PATIENCE)
      throw new Error(`nothing was published of ${uri.path}`);
    await pause(5);
  }
  const longestBlock = watch();
  const processor = processorSince(before);
  for (const listener of listeners) listener.dispose();
  await pause(PAUSE);
  return { first: first - began, last: last - began, longestBlock, processor };
}

/** Opens the file, and watches the extension host until it was reviewed. */
async function opening(
  uri: vscode.Uri,
): Promise<{ readonly editor: vscode.TextEditor; readonly longestBlock: LongestBlock }> {
  const key = uri.toString();
  const watch = watchLoop();
  let told = 0;
  // Of the first file the extension itself cannot be asked: opening it is what starts the extension.
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((one) => one.toString() === key)) told = performance.now();
  });
  const editor = await vscode.window.showTextDocument(uri);
  const opened = performance.now();
  while (told === 0 || performance.now() - told < REST) {
    if (performance.now() - opened > PATIENCE) throw new Error(`nothing was said of ${uri.path}`);
    await pause(20);
  }
  listener.dispose();
  return { editor, longestBlock: watch() };
}

async function measure(document: vscode.TextDocument, typing: Typing): Promise<void> {
  const { what } = typing;
  const backend = createNativeBackend();
  const measured = { parses: [] as number[], first: [] as number[], last: [] as number[] };
  let longestBlock = NO_BLOCK;
  let processor = 0;
  const opened = document.getText().length;
  for (let round = 1; round <= ROUNDS; round++) {
    const lengths = { before: opened, now: document.getText().length };
    const { from, to, text } = changeOf(typing, round, lengths);
    const done = await publishing(document.uri, () => {
      const edit = new vscode.WorkspaceEdit();
      const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
      edit.replace(document.uri, range, text);
      return vscode.workspace.applyEdit(edit);
    });
    measured.first.push(done.first);
    measured.last.push(done.last);
    longestBlock = longer(longestBlock, done.longestBlock);
    processor += done.processor / ROUNDS;
  }
  // Not in between: what is left of a parse would be collected while the next edit is measured.
  for (let round = 1; round <= ROUNDS; round++)
    measured.parses.push(parseFully(backend, document.getText()));
  const each = `processor time of the host per edit ${processor.toFixed(1)} ms`;
  await line(`${lineOf({ what, ...measured, longestBlock })}, ${each}`);
}

/** Somebody types on and on, by the keyboard of the workbench. */
async function typeQuickly({ document }: vscode.TextEditor): Promise<void> {
  const done = await publishing(document.uri, async () => {
    for (let key = 0; key < KEYS; key++) {
      await page.type('x');
      await pause(KEY_PAUSE);
    }
  });
  const spent = `${(done.processor / KEYS).toFixed(1)} ms of processor time in the host per key`;
  const block = blockText(done.longestBlock);
  await line(`  ${String(KEYS)} keys in a row`.padEnd(28) + ` ${block}, ${spent}`);
}

async function undoAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await pause(REST);
}

/** The entry that VS Code calls. It tells a harness in a browser nothing of an error. */
export async function run(): Promise<void> {
  await report({ kind: 'begun' });
  try {
    await measureAll();
    await report({ kind: 'totals', passed: FILES.length, failed: 0 });
  } catch (error) {
    await line(error instanceof Error ? (error.stack ?? error.message) : String(error));
    await report({ kind: 'totals', passed: 0, failed: 1 });
    throw error;
  }
}

async function measureAll(): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  await pause(SETTLED);
  for (const file of FILES) {
    const uri = vscode.Uri.joinPath(folder.uri, file);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const { editor, longestBlock } = await opening(uri);
    const { document } = editor;
    const size = `${String(document.getText().length)} characters`;
    await line(`${file}: ${size}, as it opens ${blockText(longestBlock)}${noteOn(file)}`);
    for (const typing of typings(document.getText())) {
      await measure(document, typing);
      await undoAll();
    }
    const offset = typings(document.getText())[2].at;
    const position = document.positionAt(offset);
    await editor.edit((edit) => {
      edit.insert(position, '\t\n');
    });
    const inside = position.translate(0, 1);
    editor.selection = new vscode.Selection(inside, inside);
    await typeQuickly(editor);
    await undoAll();
  }
}
