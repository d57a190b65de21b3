import * as vscode from 'vscode';
import { expect } from './expect';
import { page } from './page';
import { openSample, placeCursor, sampleUri } from './sample';
import { waitFor } from './waitFor';

const INSPECTOR = { selector: '.token-inspect-widget' };

/** Writes a file into the sample tree and shows it in the only editor. */
async function openNew(path: string, text: string): Promise<vscode.TextEditor> {
  const uri = sampleUri('linux-6.12', path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return openSample('linux-6.12', path);
}

async function closeAndDelete({ document }: vscode.TextEditor): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.workspace.fs.delete(document.uri);
}

/** Lets VS Code say what the word at the cursor is to the grammars. */
async function inspect(editor: vscode.TextEditor, text: string): Promise<void> {
  await vscode.window.showTextDocument(editor.document);
  placeCursor(editor, text);
  await vscode.commands.executeCommand('editor.action.inspectTMScopes');
}

const endInspection = () => vscode.commands.executeCommand('editor.action.inspectTMScopes');

describe('highlighting', () => {
  it('tells flags, acquires and releases from other names, and leaves comments and strings alone', async () => {
    const editor = await openNew(
      'drivers/sample/highlight.c',
      [
        '/* get_user_pages(FOLL_FORCE) in a comment */',
        'int highlight(unsigned long start, struct page **pages)',
        '{',
        '\tpr_debug("FOLL_NOWAIT in a string");',
        '\tget_user_pages_fast(start, 1, FOLL_WRITE, pages);',
        '\tput_page(pages[0]);',
        '\treturn 0;',
        '}',
        '',
      ].join('\n'),
    );
    const scopes = [
      ['FOLL_WRITE', /variable\.other\.enummember\.foll\.gup/],
      ['get_user_pages_fast', /support\.function\.acquire\.gup/],
      ['put_page', /support\.function\.release\.gup/],
      ['FOLL_FORCE', /^(?!.*\.gup)[^]*comment\.block\.c/],
      ['FOLL_NOWAIT', /^(?!.*\.gup)[^]*string\.quoted\.double\.c/],
    ] as const;
    for (const [word, scope] of scopes) {
      await inspect(editor, word);
      await expect.text(INSPECTOR, scope);
      if (word === 'FOLL_WRITE') await page.screenshot('highlighting-c');
      await endInspection();
    }
    await closeAndDelete(editor);
  });

  it('tells the steps of a scenario, and checks it as it is typed', async () => {
    const editor = await openNew(
      'drivers/sample/wrong.gup.json',
      [
        '{',
        '  "name": "wrong",',
        '  "boot": "sometimes",',
        '  "steps": [',
        '    {"op":"mmap","region":"buf","kind":"anon","pages":1},',
        '    {"op":"gup","fn":"pin_user_pages_fast","region":"buf","page":0,"nr":1,"flags":["WRITE"],"handle":"h"}',
        '  ]',
        '}',
        '',
      ].join('\n'),
    );
    const wrong = () =>
      vscode.languages
        .getDiagnostics(editor.document.uri)
        .filter(({ range }) => editor.document.getText(range) === '"sometimes"');
    await waitFor('the schema to refuse the value of "boot"', () => wrong()[0]);
    const scopes = [
      ['"mmap"', /keyword\.control\.op\.gup/],
      ['"pin_user_pages_fast"', /support\.function\.gup/],
      ['"WRITE"', /variable\.other\.enummember\.foll\.gup/],
    ] as const;
    for (const [word, scope] of scopes) {
      await inspect(editor, word);
      await expect.text(INSPECTOR, scope);
      if (word === '"mmap"') await page.screenshot('highlighting-scenario');
      await endInspection();
    }
    const start = editor.document.positionAt(editor.document.getText().indexOf('sometimes'));
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(start, start.translate(0, 'sometimes'.length)), 'default');
    });
    await waitFor('the schema to be content', () => wrong().length === 0 || undefined);
    await editor.document.save();
    await closeAndDelete(editor);
  });
});
