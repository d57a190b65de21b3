import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import { expect } from './expect';
import { noFindings, someFindings } from './findings';
import { page } from './page';
import { openSample, sampleUri } from './sample';
import { reviewSampleTree } from './treeReviews';

/** What the command line prints of a finding, as far as a diagnostic has it too. */
interface Printed {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const treeUri = () => sampleUri('linux-6.12', '');
const FIXTURE = 'test/fixtures/convert/cross-file/get';
const FOLDER = 'drivers/loom';

/** Runs the built command line on the tree. */
function commandLine(...args: string[]): Promise<string> {
  const extension = vscode.extensions.getExtension('gup-review.gup-review');
  assert.ok(extension);
  const program = vscode.Uri.joinPath(extension.extensionUri, 'dist/gup-review.js').fsPath;
  return new Promise((done, fail) => {
    execFile(process.execPath, [program, ...args], (error, out, err) => {
      // 1 says that there are findings.
      if (error !== null && error.code !== 1) fail(new Error(err));
      else done(out);
    });
  });
}

function inOrder(findings: readonly Printed[]): string[] {
  return findings
    .map((f) => `${f.file}:${String(f.line)}:${String(f.column)} ${f.rule} ${f.message}`)
    .sort();
}

async function printed(): Promise<string[]> {
  const out = await commandLine(
    ...['check', treeUri().fsPath, '--format', 'json', '--min-confidence', 'medium'],
  );
  return inOrder((JSON.parse(out) as { findings: Printed[] }).findings);
}

/** The diagnostics of all files of the tree. */
function shown(): string[] {
  return inOrder(
    vscode.languages.getDiagnostics().flatMap(([uri, diagnostics]) =>
      uri.path.startsWith(treeUri().path)
        ? diagnostics
            .filter(({ source }) => source === 'GUP')
            .map(({ code, message, range }) => ({
              rule: String(typeof code === 'object' ? code.value : code),
              file: uri.path.slice(treeUri().path.length).replace(/^\//, ''),
              line: range.start.line + 1,
              column: range.start.character + 1,
              message,
            }))
        : [],
    ),
  );
}

const until = (expected: readonly string[]) => expect.value('findings', shown, [...expected]);

describe('editor and command line find the same', () => {
  before(async () => {
    const extension = vscode.extensions.getExtension('gup-review.gup-review');
    assert.ok(extension);
    const from = vscode.Uri.joinPath(extension.extensionUri, FIXTURE);
    await vscode.workspace.fs.copy(from, sampleUri('linux-6.12', FOLDER), { overwrite: true });
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(sampleUri('linux-6.12', FOLDER), { recursive: true });
    await reviewSampleTree('Linux 6.12');
  });

  it('in a review of the tree', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await reviewSampleTree('Linux 6.12');
    const expected = await printed();
    assert.ok(expected.length >= 3, expected.join('\n'));
    await until(expected);
  });

  it('in files that are open, which hide what the tree said', async () => {
    const expected = await printed();
    for (const name of ['thread.c', 'unthread.c']) {
      await openSample('linux-6.12', `${FOLDER}/${name}`);
    }
    for (const name of ['illegal_flags', 'leaky_error', 'wrong_release', 'peek']) {
      const uri = sampleUri('linux-6.12', `drivers/sample/${name}.c`);
      await vscode.window.showTextDocument(uri, { preview: false });
    }
    await page.text({ selector: '.codelens-decoration', hasText: 'Replay' });
    await until(expected);
  });

  it('and name the same releases in other files', async () => {
    const out = await commandLine('sites', treeUri().fsPath, '--format', 'json');
    const { sites } = JSON.parse(out) as {
      sites: { file: string; releases: { file: string }[] }[];
    };
    const site = sites.find(({ file }) => file === `${FOLDER}/thread.c`);
    assert.deepEqual(
      site?.releases.map(({ file }) => file),
      [`${FOLDER}/loom.h`, `${FOLDER}/unthread.c`],
    );
    await openSample('linux-6.12', `${FOLDER}/thread.c`);
    await page.text({ selector: '.codelens-decoration', hasText: '2 releases' });
    await page.screenshot('lens-cross-file');
  });

  it('once another file is mended and saved', async () => {
    const { document } = await openSample('linux-6.12', 'drivers/sample/wrong_release.c');
    await someFindings(document.uri, 'wrong-release-api');
    const at = document.positionAt(document.getText().indexOf('put_page(pages'));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(at, at.translate(0, 8)), 'unpin_user_page');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    const expected = await printed();
    await until(expected);
    await noFindings(document.uri, 'wrong-release-api');
    await vscode.commands.executeCommand('undo');
    await document.save();
    await until(await printed());
  });
});
