import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { openSample } from './sample';
import { waitFor } from './waitFor';

describe('the code lens', () => {
  it('stands above each site with what it takes and its replay', async () => {
    await openSample('linux-6.12', 'drivers/sample/frame_buffer.c');
    // A lens is in the document before it is drawn; until then it has no text that can be seen.
    const text = await waitFor('the lens to be drawn', async () => {
      const drawn = await page.text({ selector: '.codelens-decoration', hasText: 'Replay' });
      // That of the file before may still be there too.
      return drawn.startsWith('pin') ? drawn : undefined;
    });
    await page.screenshot('lens');
    assert.deepEqual(text.split(/\s*\|\s*/), ['pin · case 2 · 2 releases', 'Replay']);
    assert.equal(await page.count({ selector: '.codelens-decoration', hasText: 'Replay' }), 1);
  });

  it('can be turned off', async () => {
    const { document } = await openSample('linux-6.12', 'drivers/sample/peek.c');
    await page.text({ selector: '.codelens-decoration', hasText: 'Replay' });
    const section = vscode.workspace.getConfiguration('gup', document.uri);
    await section.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    await section.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    assert.equal(lenses.length, 0);
  });
});
