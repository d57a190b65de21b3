import { page } from './page';
import { marks, panel } from './replayPanel';

const ROWS = ['p0.buf[0]', 'p0.buf[1]', 'p0.buf[2]', 'p0.buf[3]'];
const PINNED = '1025 = 1 × 1024 + 1';
const PUT_ONCE = '1024 = 1 × 1024 + 0';

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
    await marks(9);

    await panel.button('nextChange');
    await panel.shows('p0.buf[0]', 'entry', 'pte write dirty');
    await panel.shows('p0.buf[0]', 'count', '1');
    await panel.button('nextChange');
    await panel.step('try_grab_folio');
    await panel.shows('p0.buf[0]', 'count', PINNED);
    await panel.shows('p0.buf[1]', 'entry', 'not mapped');
    await page.screenshot('replay-first-pin');

    await panel.button('previousChange');
    await panel.shows('p0.buf[0]', 'count', '1');
    await panel.button('toStart');
    await panel.at(0);
  });

  it('says what is held, and in the end what was done wrong', async () => {
    await panel.stop('pin_user_pages_fast() pins all');
    await allShow('count', PINNED);
    await panel.held('4 pins in pages, taken at line 9');
    await panel.stop('put_page() gives back');
    await marks(16);
    await allShow('count', PUT_ONCE);
    await panel.button('toEnd');
    await panel.verdict('Under-released: put_page() at line 16 leaves 4092 references behind.');
    await page.screenshot('replay-under-released');
  });

  it('obeys the keys in the panel', async () => {
    await panel.keys('Home', 'ArrowRight', 'n', 'n');
    await panel.shows('p0.buf[0]', 'count', PINNED);
    await panel.keys('ArrowLeft', 'p');
    await panel.shows('p0.buf[0]', 'entry', 'pte write dirty');
    await panel.shows('p0.buf[0]', 'count', '1');
    await panel.keys('ArrowLeft');
    await panel.shows('p0.buf[0]', 'entry', 'not mapped');
    await panel.keys('End');
    await allShow('count', PUT_ONCE);
  });
});
