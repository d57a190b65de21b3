import assert from 'node:assert/strict';
import { expect } from './expect';
import { page } from './page';
import { panel } from './replayPanel';
import { LONG, waitFor } from './waitFor';

const inPanel = (selector: string, hasText?: string) =>
  ({ selector, in: 'webview', ...(hasText === undefined ? {} : { hasText }) }) as const;

const PINNED = '1025 = 1 × 1024 + 1';
const MEMORY = [
  'unpopulated',
  'anonymous',
  'zero page',
  'shared after fork',
  'THP',
  'hugetlb',
  'page cache (shmem)',
  'page cache (file)',
  'DAX file',
  'CMA',
  'remote process',
];
const WORLD = [
  'The process forks',
  'The process writes to page 0',
  'A child writes to page 0',
  'munmap() of the buffer',
  'Reclaim (MADV_PAGEOUT) of the buffer',
  'Writeback (fsync) of the file',
  'Migration of page 0',
  'A second pin of the same pages',
  'SIGKILL becomes pending',
  'The mapping ends before page 2',
];

/** The acts that were put into the run. */
const ACTS = '.what-if > ul > li';

describe('the controls of a replay', () => {
  before(async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
  });

  it('step into a call, over it and out of it', async () => {
    await panel.button('toStart');
    await panel.button('stepOver');
    await panel.step('mmap p0.buf');
    await panel.button('stepOver');
    await panel.step('pin_user_pages_fast(p0.buf');
    const entered = await panel.position();
    await panel.button('stepOver');
    await panel.step('→ 4');
    await panel.keys('Home', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight');
    await panel.stack('pin_user_pages_fast');
    assert.notEqual(await panel.position(), entered);
    await panel.button('stepOut');
    await panel.button('stepOut');
    await panel.step('→ 4');
  });

  it('show the way down with the decisions taken, and what the kernel counted', async () => {
    await panel.keys('Home', 'n', 'n');
    await expect.text(inPanel('.stack'), /gup_fast_pte_range[^]*reads the entry/);
    await panel.stop('pin_user_pages_fast() pins all');
    const counted = /nr_foll_pin_acquired\s+4\s+nr_foll_pin_released\s+0/;
    await expect.text(inPanel('.counters'), counted);
  });

  it('scrub', async () => {
    await page.click(inPanel('.scrubber input'));
    await page.press('Home');
    await panel.at(0);
    await page.press('ArrowRight');
    await panel.at(1);
    await page.press('End');
    await panel.verdict('Leaked 4 pins');
  });

  it('go back step by step to the start, where nothing is mapped', async () => {
    await panel.keys('End');
    await panel.verdict('Leaked 4 pins');
    for (let step = await panel.stepNumber(); step > 0; step--) {
      await panel.at(step);
      await page.press('ArrowLeft');
    }
    await panel.at(0);
    await expect.count(inPanel('.row[data-where]'), 0);
  }).timeout(LONG);

  it('play and pause', async () => {
    await panel.button('toStart');
    await panel.button('play');
    await page.text(inPanel('[data-command="play"][icon="debug-pause"]'));
    await waitFor('the second step', async () => {
      return (await panel.stepNumber()) >= 2 || undefined;
    });
    await panel.button('play');
    await page.text(inPanel('[data-command="play"][icon="play"]'));
  });

  it('offer every kind of memory, and each runs to its end', async () => {
    for (const memory of MEMORY) {
      await panel.choose('memory', memory);
      await panel.keys('End');
      await panel.verdict('Leaked 4 pins');
      assert.equal(await page.count(inPanel('.problem')), 0, memory);
    }
  }).timeout(LONG);

  it('let each part of the world act in the middle of the pin', async () => {
    await panel.choose('memory', 'page cache (file)');
    for (const act of WORLD) {
      await panel.keys('Home', 'n', 'n');
      await panel.choose('what-if', act);
      await panel.step(`What if: ${act}`);
      await page.text(inPanel(ACTS, act));
      await panel.keys('End');
      assert.equal(await page.count(inPanel('.problem')), 0, act);
      await page.click(inPanel(`${ACTS} vscode-toolbar-button`));
      await expect.count(inPanel(ACTS), 0);
    }
  }).timeout(LONG);

  it('let the world act before the acquire, after it, and before the release', async () => {
    await panel.choose('memory', 'anonymous');
    await panel.choose('path', 'all pinned → unpin_user_pages_dirty_lock');
    const takeOut = async (): Promise<void> => {
      await page.click(inPanel(`${ACTS} vscode-toolbar-button`));
      await expect.count(inPanel(ACTS), 0);
    };

    await panel.stop('mmap p0.buf');
    await panel.choose('what-if', 'munmap() of the buffer');
    await page.text(inPanel('.outline .whatIf.current', 'What if: munmap() of the buffer'));
    await page.text(inPanel('.outline .path .result', '-EFAULT'));
    await panel.keys('End');
    await panel.verdict('No page was taken.');
    await takeOut();

    await panel.stop('pin_user_pages_fast() pins all');
    await panel.choose('what-if', 'Migration of page 0');
    // The answer of migrate_pages(): one page could not be moved.
    await page.text({ ...inPanel('.outline .whatIf .result', '1'), exact: true });
    await panel.shows('p0.buf[0]', 'count', PINNED);
    await takeOut();

    await panel.stop('err is false');
    await panel.choose('what-if', 'The process forks');
    await panel.shows('p1.buf[0]', 'count', '1');
    await panel.shows('p0.buf[0]', 'count', PINNED);
    await panel.keys('End');
    await panel.verdict('Balanced');
    await takeOut();
  }).timeout(LONG);

  it('show the errno of a pin that fails', async () => {
    await panel.choose('path', 'pin fails');
    await panel.button('toEnd');
    await page.text(inPanel('.outline .result', '-EFAULT'));
    await panel.verdict('No page was taken.');
  });

  it('lead from what is kept to where others release it', async () => {
    await panel.open('linux-6.12', 'drivers/sample/frame_buffer.c', 'pin_user_pages_fast(');
    await panel.choose('path', 'all pinned → return 0');
    await panel.button('toEnd');
    const place = 'drivers/sample/frame_buffer.c:36 frame_buffer_unmap()';
    await panel.verdict(`released elsewhere: ${place}.`);
    await panel.held(`released elsewhere: ${place}`);
    await page.screenshot('replay-kept');
    await page.click(inPanel('.held-pages .elsewhere button', place));
    await page.text({ selector: '.statusbar-item', hasText: 'Ln 36, Col 1' });
  });

  it('go to where two runs come apart', async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
    await panel.choose('path', 'all pinned → unpin_user_pages_dirty_lock');
    await panel.button('compare');
    await panel.keys('Home', 'd');
    await page.text(inPanel('.run .step .line', '22'));
    await page.text(inPanel('.run + .run .step .line', '22'));
    await page.screenshot('replay-difference');
    await panel.shows('p0.buf[0]', 'count', PINNED);
    await panel.button('compare');
  });
});
