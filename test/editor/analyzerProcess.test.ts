import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { findingsOf, noFindings, someFindings } from './findings';
import { page } from './page';
import { analyzer, hasProcesses } from './processes';
import { openSample } from './sample';
import { waitFor } from './waitFor';

const FILE = 'drivers/sample/illegal_flags.c';
const RULE = 'flags-illegal';
const PROBLEM = { selector: '.statusbar-item[aria-label*="ended unexpectedly"]' };

async function crash(): Promise<void> {
  const pid = await waitFor('the analyzer', analyzer);
  process.kill(pid, 'SIGSEGV');
  await waitFor('its end', () => analyzer() !== pid || undefined);
}

/** Takes the mistake out of the file and brings it back: both are noticed by a working analyzer. */
async function edit(editor: vscode.TextEditor): Promise<void> {
  const { document } = editor;
  const start = document.positionAt(document.getText().indexOf(' | FOLL_PIN'));
  const range = new vscode.Range(start, start.translate(0, ' | FOLL_PIN'.length));
  await editor.edit((change) => {
    change.delete(range);
  });
  await noFindings(document.uri, RULE);
  await vscode.commands.executeCommand('undo');
  await someFindings(document.uri, RULE);
}

/** Elsewhere the process cannot be found. */
const suite = hasProcesses ? describe : () => undefined;

suite('the analyzer process', () => {
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    editor = await openSample('linux-6.12', FILE);
    await someFindings(editor.document.uri, RULE);
  });

  after(() => vscode.commands.executeCommand('workbench.action.files.revert'));

  it('is started again by the next edit after it crashed', async () => {
    await crash();
    assert.equal(findingsOf(editor.document.uri, RULE).length, 1);
    await edit(editor);
  });

  it('is left alone after three crashes, says so, and works again once restarted', async () => {
    await vscode.commands.executeCommand('gup.restartAnalyzer');
    for (let times = 0; times < 3; times++) {
      await edit(editor);
      await crash();
    }
    await editor.edit((change) => {
      change.insert(new vscode.Position(0, 0), '\n');
    });
    await page.text(PROBLEM);
    await page.screenshot('analyzer-crashed');
    await page.click(PROBLEM);
    await page.click({
      selector: '.quick-input-list .monaco-list-row',
      hasText: 'Restart Analyzer',
    });
    await expect.count(PROBLEM, 0);
    await vscode.commands.executeCommand('undo');
    await edit(editor);
  });
});
