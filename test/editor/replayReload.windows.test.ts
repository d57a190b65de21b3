import assert from 'node:assert/strict';
import { page } from './page';
import { panel } from './replayPanel';

const LENS = { selector: '.codelens-decoration a', hasText: 'Replay' };
/** In both runs. */
const UNPOPULATED = {
  selector: '[data-choice="memory"] vscode-option[value="unpopulated"][selected]',
  in: 'webview',
} as const;

describe('a replay in a window that is reloaded', () => {
  before(() => page.openWindow());
  after(() => page.closeWindow());

  it('stands where it stood, with its choices, its comparison and its pin', async () => {
    await page.press('Control+P');
    await page.type('leaky_error.c');
    await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'leaky_error.c' });
    await page.click(LENS);
    await panel.choose('memory', 'unpopulated');
    await panel.keys('c', 'n', 'n');
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    await page.click({ selector: 'header .pin', in: 'webview' });
    await page.text({ selector: 'header .pin[checked]', in: 'webview' });
    const [position, step] = [await panel.position('/'), await panel.step('try_grab_folio')];

    await page.reload();

    assert.equal(await panel.step('try_grab_folio'), step);
    assert.equal(await panel.position('/'), position);
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    await panel.shows('p0.buf[1]', 'entry', 'not mapped');
    assert.equal(await page.count(UNPOPULATED), 2);
    assert.equal(await page.count({ selector: '.runs.two .run', in: 'webview' }), 2);
    await page.text({ selector: 'header .pin[checked]', in: 'webview' });
    await page.screenshot('replay-reloaded');
  });
});
