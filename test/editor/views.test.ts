import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { someFindings } from './findings';
import { page } from './page';
import { openSample, placeCursor, sampleUri } from './sample';
import { waitFor } from './waitFor';

const row = (text: string) => ({ selector: '.pane .monaco-list-row', hasText: text });

describe('the GUP view', () => {
  after(() => vscode.commands.executeCommand('workbench.view.explorer'));

  it('lists findings by file and opens them', async () => {
    await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await vscode.commands.executeCommand('gup.findings.focus');
    await page.text(row('FOLL_PIN'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await waitFor('the line of the finding', async () => {
      // Rows move while the findings of the closed files go: a click may meet another one.
      await page.click(row('FOLL_PIN'));
      const editor = vscode.window.activeTextEditor;
      const line = editor?.document.lineAt(editor.selection.active.line).text;
      return line?.includes('FOLL_WRITE | FOLL_PIN') === true || undefined;
    });
    await page.screenshot('view');
  });

  it('lists sites in groups with their number', async () => {
    await openSample('linux-6.12', 'drivers/sample/frame_buffer.c');
    await vscode.commands.executeCommand('gup.sites.focus');
    const text = await page.text(row('drivers/sample'));
    assert.match(text, /drivers\/sample\s*\d/);
    void vscode.commands.executeCommand('gup.groupSites');
    await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'By case' });
    assert.match(await page.text(row('case 2')), /case 2\s*\d/);
    await page.screenshot('sites-by-case');
    void vscode.commands.executeCommand('gup.groupSites');
    await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'By subsystem' });
  });
});

describe('walking through findings', () => {
  it('goes to the next one and says where it is', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await page.text({ selector: '.codelens-decoration', hasText: 'Replay' });
    await vscode.commands.executeCommand('gup.nextFinding');
    const text = await page.text({ selector: '.statusbar-item', hasText: ' of ' });
    assert.match(text, /Finding \d+ of \d+: /);
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /FOLL_PIN/);
  });

  it('goes along the path of a finding, step by step, and back', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/leaky_error.c');
    await waitFor('the finding', () =>
      vscode.languages.getDiagnostics(editor.document.uri).length > 0 ? true : undefined,
    );
    await vscode.window.showTextDocument(editor.document);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand('gup.nextFinding');
    const lines: string[] = [];
    const go = async (command: string, says: string) => {
      await vscode.commands.executeCommand(command);
      await page.text({ selector: '.statusbar-item', hasText: says });
      const { document, selection } = vscode.window.activeTextEditor ?? editor;
      lines.push(document.lineAt(selection.active.line).text.trim());
    };
    await go('gup.nextStep', 'Step 1 of');
    await go('gup.nextStep', 'Step 2 of');
    await page.screenshot('step');
    await go('gup.previousStep', 'Step 1 of');
    const pin = 'pinned = pin_user_pages_fast(start, nr_pages, FOLL_WRITE, pages);';
    assert.deepEqual(lines, [pin, 'if (pinned < 0) {', pin]);
  });

  it('copies the finding at the cursor as review mail', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await someFindings(editor.document.uri, 'flags-illegal');
    placeCursor(editor, 'FOLL_PIN,');
    await vscode.commands.executeCommand('gup.copyAsReviewMail');
    const mail = await vscode.env.clipboard.readText();
    assert.match(mail, /^drivers\/sample\/illegal_flags\.c:9: FOLL_PIN/);
    assert.match(mail, /^> .*FOLL_WRITE \| FOLL_PIN/m);
    for (const line of mail.split('\n').filter((one) => !one.startsWith('>'))) {
      assert.ok(line.length <= 72, line);
    }
  });
});

describe('the status item', () => {
  it('says where a file is in no kernel tree', async () => {
    const loose = vscode.Uri.joinPath(sampleUri('linux-6.12', ''), '../loose.c');
    await vscode.workspace.fs.copy(sampleUri('linux-6.12', 'drivers/sample/peek.c'), loose);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.window.showTextDocument(loose);
    const item = { selector: '.statusbar-item', hasText: 'not a kernel tree' };
    assert.match(await page.text(item), /GUP \d+ findings?, not a kernel tree/);
    await page.screenshot('status-no-tree');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(loose);
  });

  it('counts the findings and opens a menu', async () => {
    await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    const item = { selector: '.statusbar-item', hasText: 'GUP' };
    assert.match(await page.text(item), /GUP \d+ findings?/);
    await page.click(item);
    const menu = await page.text({ selector: '.quick-input-widget', hasText: 'Restart Analyzer' });
    await page.screenshot('menu');
    assert.match(menu, /Show Findings/);
    await page.press('Escape');
  });
});
