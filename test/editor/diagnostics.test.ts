import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { someLenses } from './findings';
import { showHover } from './hover';
import { page } from './page';
import { openSample, placeCursor } from './sample';
import { waitFor } from './waitFor';

function gupDiagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'GUP');
}

function ruleOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

/** The diagnostics of a file once there are any. */
function diagnosticsOf(uri: vscode.Uri): Promise<vscode.Diagnostic[]> {
  return waitFor(`diagnostics in ${uri.path}`, () => {
    const found = gupDiagnostics(uri);
    return found.length > 0 ? found : undefined;
  });
}

describe('diagnostics', () => {
  it('mark the illegal flag, on its line, as an error with its rule', async () => {
    const { document } = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    const [finding, ...more] = await diagnosticsOf(document.uri);
    assert.equal(more.length, 0);
    assert.equal(ruleOf(finding), 'flags-illegal');
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(document.getText(finding.range), 'FOLL_PIN');
    assert.equal(
      finding.range.start.line,
      document
        .getText()
        .split('\n')
        .findIndex((line) => line.includes('FOLL_WRITE | FOLL_PIN')),
    );
  });

  it('are drawn and explained where they stand', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await diagnosticsOf(editor.document.uri);
    placeCursor(editor, 'FOLL_PIN,');
    await expect.count({ selector: '.squiggly-error' }, 1);
    await showHover(/FOLL_PIN in get_user_pages_fast\(\)[^]*GUP\s*\(?flags-illegal/);
    await page.screenshot('diagnostic');
  });

  it('lead from the rule to its explanation', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await diagnosticsOf(editor.document.uri);
    placeCursor(editor, 'FOLL_PIN,');
    await expect.count({ selector: '.squiggly-error' }, 1);
    await showHover(/flags-illegal/);
    await page.click({ selector: '.monaco-hover a', hasText: 'flags-illegal' });
    const rulePage = { selector: 'body', hasText: 'flags-illegal', in: 'webview' } as const;
    await expect.text(rulePage, /Leave out FOLL_PIN and FOLL_GET/);
    await page.screenshot('rule-page');
  });

  it('come and go as you type', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    const { uri } = editor.document;
    await diagnosticsOf(uri);
    const at = editor.document.getText().indexOf(' | FOLL_PIN');
    const range = new vscode.Range(
      editor.document.positionAt(at),
      editor.document.positionAt(at + ' | FOLL_PIN'.length),
    );
    await editor.edit((edit) => {
      edit.delete(range);
    });
    await waitFor('the finding to go', () => gupDiagnostics(uri).length === 0 || undefined);
    await vscode.commands.executeCommand('undo');
    await diagnosticsOf(uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('stay away from correct code', async () => {
    const { document } = await openSample('linux-6.12', 'drivers/sample/frame_buffer.c');
    await someLenses(document.uri);
    assert.deepEqual(gupDiagnostics(document.uri), []);
  });
});
