import assert from 'node:assert/strict';
import { page } from './page';
import type { Box } from './protocol';
import { panel } from './replayPanel';
import { LONG } from './waitFor';

const inPanel = (selector: string) => ({ selector, in: 'webview' }) as const;

/** Everything whose place a user would see move. */
const PARTS =
  'header, .bar, .steps, .scrubber, .choices, .step, .step p, .verdict, .pages, .stack, .held-pages, .counters, .outline, .what-if';

const placesOf = (boxes: readonly Box[]) =>
  boxes.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' '));

/** Steps to the end of the path; every part must stay where it is. */
async function nothingMoves(): Promise<void> {
  await panel.keys('Home');
  await panel.at(0);
  const before = placesOf(await page.boxes(inPanel(PARTS)));
  assert.ok(before.length > 10, 'the parts are there');
  const [, length] = /\/(\d+)/.exec(await panel.position()) ?? [];
  for (let step = 1; step <= Number(length); step++) {
    await page.press('ArrowRight');
    await panel.at(step);
    assert.deepEqual(placesOf(await page.boxes(inPanel(PARTS))), before, `step ${String(step)}`);
  }
}

describe('the layout of the replay panel', () => {
  before(async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
    await panel.choose('memory', 'unpopulated');
  });

  after(async () => {
    await panel.widen();
  });

  it('stays as it is from step to step', nothingMoves).timeout(LONG);

  it('fits into 300 pixels: nothing is wider, every control can be used', async () => {
    await panel.narrow();
    const bars = await page.boxes(inPanel('html, body, #app, .bar, .run, .body, .side, .what-if'));
    assert.deepEqual(
      bars.filter((box) => box.overflows || box.x < 0 || box.x + box.width > 301),
      [],
    );
    const controls = await page.boxes(
      inPanel('.steps vscode-toolbar-button, vscode-single-select, .scrubber input, header button'),
    );
    assert.ok(controls.length >= 15);
    const bad = controls.filter(
      ({ x, width, height }) => x < 0 || x + width > 301 || width < 16 || height < 14,
    );
    assert.deepEqual(bad, [], 'every control is in sight and can be hit');
    await panel.choose('memory', 'anonymous');
    await panel.button('nextChange');
    await panel.shows('p0.buf[0]', 'count', '1025 = 1 × 1024 + 1');
    const counts = await page.boxes(inPanel('.row .count .words'));
    assert.ok(counts.length >= 4);
    assert.ok(!counts.some((box) => box.overflows), 'the counts are shown in full');
    await page.screenshot('replay-300-pixels');
  });

  it('stays as it is from step to step there too', nothingMoves).timeout(LONG);

  it('is drawn at 300 pixels with two runs', async () => {
    await panel.button('compare');
    await page.text(inPanel('.run + .run .verdict'));
    await page.screenshot('replay-300-pixels-compare');
    await panel.button('compare');
  });
});
