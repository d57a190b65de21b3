import assert from 'node:assert/strict';
import { page } from './page';
import { markedLine, panel } from './replayPanel';

const ROWS = ['p0.buf[0]', 'p0.buf[1]', 'p0.buf[2]', 'p0.buf[3]'];

async function allShow(column: string, text: string): Promise<void> {
  for (const row of ROWS) await panel.shows(row, column, text);
}

describe('the replay of a site', () => {
  it('shows the counts at each step, forwards and back, and marks the line', async () => {
    await panel.open('linux-6.12', 'drivers/sample/wrong_release.c', 'pin_user_pages_fast(');
    await panel.choose('memory', 'unpopulated');
    await allShow('entry', 'not mapped');

    await panel.button('stepInto');
    await panel.step('pin_user_pages_fast');
    assert.equal(await markedLine(), 9);

    await panel.button('nextChange');
    await panel.shows('p0.buf[0]', 'entry', 'pte write dirty');
    await panel.shows('p0.buf[0]', 'count', '1');
    await panel.button('nextChange');
    await panel.step('try_grab_folio');
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    await panel.shows('p0.buf[1]', 'entry', 'not mapped');
    await page.screenshot('replay-first-pin');

    await panel.button('previousChange');
    await panel.shows('p0.buf[0]', 'count', '1');
    await panel.button('toEnd');
    await allShow('count', '1025 = 1 × 1024 + 1');
    await panel.held('4 pins in pages, taken at line 9');

    await panel.button('toStart');
    await panel.position('0/');
  });

  it('obeys the keys in the panel', async () => {
    await panel.keys('Home', 'ArrowRight', 'n', 'n');
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    await panel.keys('ArrowLeft', 'p');
    await panel.shows('p0.buf[0]', 'entry', 'pte write dirty');
    await panel.shows('p0.buf[0]', 'count', '1');
    await panel.keys('ArrowLeft');
    await panel.shows('p0.buf[0]', 'entry', 'not mapped');
    await panel.keys('End');
    await allShow('count', '1025 = 1 × 1024 + 1');
  });
});
