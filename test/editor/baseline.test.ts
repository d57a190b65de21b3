import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingsOf, noFindings, someFindings } from './findings';
import { page } from './page';
import { openSample, sampleUri } from './sample';
import { reviewSampleTree } from './treeReviews';
import { waitFor } from './waitFor';

const FILE = 'drivers/sample/illegal_flags.c';
const RULE = 'flags-illegal';
const INPUT = { selector: '.quick-input-widget:not(.hidden)' };

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Runs a command that asks where to save, and takes the place it proposes. */
async function saveWhereProposed(command: string, title: string): Promise<void> {
  const running = vscode.commands.executeCommand(command);
  await page.text({ ...INPUT, hasText: title });
  await page.screenshot(command);
  await page.press('Enter');
  await running;
}

describe('a baseline', () => {
  const baseline = () => sampleUri('linux-6.12', 'gup-baseline.json');

  after(async () => {
    await vscode.workspace.fs.delete(baseline());
  });

  it('takes what is found now out of the problems; without it they are back', async () => {
    const { document } = await openSample('linux-6.12', FILE);
    await someFindings(document.uri, RULE);
    await saveWhereProposed('gup.writeBaseline', 'Write baseline');
    await noFindings(document.uri, RULE);
    assert.match(await textOf(baseline()), /"rule": "flags-illegal", "file": "drivers\/sample/);
    await vscode.commands.executeCommand('gup.clearBaseline');
    await someFindings(document.uri, RULE);
  });
});

interface SarifRun {
  readonly results: readonly { readonly ruleId: string; readonly message: { text: string } }[];
  readonly invocations: readonly {
    readonly toolExecutionNotifications: readonly { readonly message: { text: string } }[];
  }[];
}

const BINARY = 'get_user_pages\0';
const TORN = `int torn(unsigned long addr, struct page **pages)
{
	int got = pin_user_pages_fast(addr, 4, 0, pages);

	got = = 3;
	unpin_user_pages(pages, got);
	return 0;
}
`;

/** Puts a file into the sample tree. */
async function put(name: string, text: string): Promise<vscode.Uri> {
  const uri = sampleUri('linux-6.12', `drivers/sample/${name}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

describe('SARIF', () => {
  it('is written with the rules, their help, the findings and what was not analysed', async () => {
    const blind = [await put('binary.c', BINARY), await put('torn.c', TORN)];
    await reviewSampleTree('Linux 6.12');
    const { document } = await openSample('linux-6.12', FILE);
    const [finding] = await someFindings(document.uri, RULE);
    await saveWhereProposed('gup.exportSarif', 'Export findings as SARIF');
    const uri = sampleUri('linux-6.12', 'gup-review.sarif');
    const text = await waitFor('the file', async () => {
      try {
        return await textOf(uri);
      } catch {
        return undefined;
      }
    });
    const { runs } = JSON.parse(text) as { runs: SarifRun[] };
    // Those that the settings hide are in it too, as on the command line.
    const results = runs[0].results.filter(({ ruleId }) => ruleId === RULE);
    assert.equal(results.length, findingsOf(document.uri, RULE).length);
    assert.equal(results[0].message.text, finding.message);
    const told = runs[0].invocations[0].toolExecutionNotifications.map(
      ({ message }) => message.text,
    );
    assert.deepEqual(
      told.filter((one) => /binary\.c|torn/.test(one)),
      ['drivers/sample/binary.c was not analysed: binary file', 'torn() could not be read whole'],
    );
    for (const one of [uri, ...blind]) await vscode.workspace.fs.delete(one);
  });
});
