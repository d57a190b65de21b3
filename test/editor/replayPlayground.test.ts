import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { panel } from './replayPanel';
import { sampleUri } from './sample';
import { waitFor } from './waitFor';

const inPanel = (selector: string, hasText?: string) =>
  ({ selector, in: 'webview', ...(hasText === undefined ? {} : { hasText }) }) as const;
const button = (text: string) => inPanel('.editor vscode-button', text);

const DIALOG = '.quick-input-widget:not([style*="display: none"])';

/** Gives VS Code's own dialog for files a path. */
async function fileDialog(path: string): Promise<void> {
  // It writes its own path into the field until the folder it begins in is listed.
  await page.text({ selector: `${DIALOG} .monaco-list-row` });
  await page.fill({ selector: `${DIALOG} .quick-input-box input` }, path);
  let pressed = 0;
  await waitFor('the dialog is gone', async () => {
    if ((await page.count({ selector: DIALOG })) === 0) return true;
    // While it looks the path up it takes no answer.
    if (Date.now() - pressed > 2_000) {
      pressed = Date.now();
      await page.press('Enter');
    }
    return undefined;
  });
}

const scenario = (name: string, pages: number) => ({
  name,
  steps: [
    { op: 'mmap', region: 'buf', kind: 'anon', pages },
    {
      op: 'gup',
      fn: 'pin_user_pages',
      region: 'buf',
      page: 0,
      nr: pages,
      flags: ['WRITE'],
      handle: 'h',
    },
    { op: 'release', handle: 'h', how: 'unpin_user_pages' },
  ],
});

describe('the simulator as a playground', () => {
  before(() => panel.openSimulator());

  it('runs a scenario that was edited', async () => {
    await panel.runJson(JSON.stringify(scenario('edited', 3)));
    await panel.stop('pin_user_pages(');
    await panel.shows('p0.buf[2]', 'count', '1025 = 1 × 1024 + 1');
    await panel.button('toEnd');
    await panel.verdict('Balanced');
  });

  it('exports what was edited, and imports it again', async () => {
    const file = sampleUri('linux-6.12', 'edited.gup.json');
    await panel.runJson(JSON.stringify(scenario('mine', 2)));
    await panel.stop('pin_user_pages(');
    await page.click(button('Export…'));
    await fileDialog(file.path);
    const text = await waitFor('the file', async () => {
      const bytes = await Promise.resolve(vscode.workspace.fs.readFile(file)).catch(
        () => undefined,
      );
      return bytes === undefined || bytes.length === 0
        ? undefined
        : new TextDecoder().decode(bytes);
    });
    const defaults = { topic: 'own', summary: '', boot: 'default' };
    assert.deepEqual(JSON.parse(text), { ...scenario('mine', 2), ...defaults });

    await panel.choose('scenario', 'Get and put');
    await page.click(button('Import…'));
    await fileDialog(file.path);
    await panel.stop('pin_user_pages(');
    await panel.shows('p0.buf[1]', 'count', '1025 = 1 × 1024 + 1');
    assert.equal(await page.count(inPanel('.row[data-where="p0.buf[2]"]')), 0);
    await page.screenshot('simulator-imported');
  });

  it('says what is wrong with a file, and where, and keeps what it shows', async () => {
    const file = sampleUri('linux-6.12', 'broken.gup.json');
    const steps =
      '[\n    {"op":"mmap","region":"buf","kind":"anon","pages":1},\n    {"op":"gup"}\n  ]';
    const broken = [
      ['{\n  "steps": [\n    {"op":}\n  ]\n}\n', 'line 3, column 11: this is not JSON'],
      [
        '{\n  "steps": [\n    {"op":"observe"},\n    {"no":"op"}\n  ]\n}\n',
        'line 4, step 1: must be',
      ],
      [`{\n  "steps": ${steps}\n}\n`, 'line 4, step 1 (gup): '],
    ] as const;
    for (const [text, problem] of broken) {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      await page.click(button('Import…'));
      await fileDialog(file.path);
      await page.text(inPanel('.editor .problem', `broken.gup.json, ${problem}`));
    }
    await panel.shows('p0.buf[1]', 'count', '1025 = 1 × 1024 + 1');
    await page.screenshot('simulator-import-problem');
  });

  it('shows the WARN of a kernel whose zero page overflows', async () => {
    await panel.choose('scenario', 'Overflow of ZERO_PAGE');
    await panel.choose('kernel', '5.11');
    await panel.verdict('1 WARN fired.');
    // The end of the write that takes the count past its 31 bits: the next one warns.
    await page.click(inPanel('.outline li:nth-child(4) .stop'));
    await waitFor('the step that warns', async () => {
      await page.press('n');
      return (await page.count(inPanel('.step .warn'))) > 0 || undefined;
    });
    await page.screenshot('simulator-warn');
  });
});
