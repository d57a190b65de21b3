import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingsOf, noFindings, someFindings } from './findings';
import { page } from './page';
import { openSample } from './sample';
import { waitFor } from './waitFor';

const FILE = 'drivers/sample/illegal_flags.c';
const RULE = 'flags-illegal';

const SETTINGS = ['rules', 'diagnostics.enabled', 'diagnostics.minimumConfidence', 'kernelRelease'];

/** Changes a setting for the folder of the file only, as its .vscode/settings.json would. */
async function set(uri: vscode.Uri, name: string, value: unknown): Promise<void> {
  const target = vscode.ConfigurationTarget.WorkspaceFolder;
  await vscode.workspace.getConfiguration('gup', uri).update(name, value, target);
}

describe('settings apply at once, to the folder they are made for', () => {
  let uri: vscode.Uri;

  beforeEach(async () => {
    uri = (await openSample('linux-6.12', FILE)).document.uri;
    await someFindings(uri, RULE);
  });

  afterEach(async () => {
    for (const name of SETTINGS) {
      await set(uri, name, undefined);
    }
  });

  it('the severity of a rule', async () => {
    await set(uri, 'rules', { [RULE]: 'information' });
    await waitFor('the severity', () =>
      findingsOf(uri, RULE)[0]?.severity === vscode.DiagnosticSeverity.Information
        ? true
        : undefined,
    );
  });

  it('a rule that is off, and on again', async () => {
    await set(uri, 'rules', { [RULE]: 'off' });
    await noFindings(uri, RULE);
    await set(uri, 'rules', undefined);
    await someFindings(uri, RULE);
  });

  it('the least confidence that is shown', async () => {
    assert.equal(findingsOf(uri, 'gup-where-pin-needed').length, 0);
    await set(uri, 'diagnostics.minimumConfidence', 'low');
    await someFindings(uri, 'gup-where-pin-needed');
    const leaky = (await openSample('linux-6.12', 'drivers/sample/leaky_error.c')).document.uri;
    await someFindings(leaky, 'leak-on-error');
    await set(uri, 'diagnostics.minimumConfidence', 'high');
    await noFindings(leaky, 'leak-on-error');
    await noFindings(uri, 'gup-where-pin-needed');
    await someFindings(uri, RULE);
  });

  it('whether anything is shown', async () => {
    await set(uri, 'diagnostics.enabled', false);
    await noFindings(uri, RULE);
    await set(uri, 'diagnostics.enabled', true);
    await someFindings(uri, RULE);
  });

  it('the release to judge by', async () => {
    await set(uri, 'kernelRelease', '5.5');
    // In 5.5 there was no FOLL_PIN to refuse.
    const [finding] = await waitFor('the finding of 5.5', () => {
      const found = findingsOf(uri, RULE);
      return found.some(({ message }) => message.includes('5.6')) ? found : undefined;
    });
    assert.match(finding.message, /FOLL_PIN is not in 5\.5: new in 5\.6/);
  });

  it('leave the other folder alone', async () => {
    await set(uri, 'kernelRelease', '5.5');
    await openSample('linux-5.11', 'drivers/sample/remote_word.c');
    await page.text({ selector: '.statusbar-item[aria-label*="Linux 5.11"]' });
  });
});
