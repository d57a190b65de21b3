import assert from 'node:assert/strict';
import { page } from './page';
import { markedLine, panel } from './replayPanel';

describe('the replay of a site', () => {
  it('shows the counts at each step, forwards and back, and marks the line', async () => {
    await panel.open('linux-6.12', 'drivers/sample/wrong_release.c', 'pin_user_pages_fast(');
    await page.screenshot('replay-open');
    await panel.shows('p0.buf[0]', 'count', '1');
    await panel.shows('p0.buf[3]', 'mapcount', '1');
    await panel.button('stepOver');
    await panel.step('pin_user_pages_fast');
    assert.equal(await markedLine(), 9);
    await panel.button('stepOver');
    for (const row of [0, 1, 2, 3]) {
      await panel.shows(`p0.buf[${String(row)}]`, 'count', '1025 = 1 × 1024 + 1');
    }
    await panel.held('4 pins in pages, taken at line 9');
    await page.screenshot('replay-pinned');
    await panel.button('stepBack');
    await panel.button('toStart');
    await panel.position('0/');
  });
});
