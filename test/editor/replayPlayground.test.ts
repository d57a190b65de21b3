import { page } from './page';
import { panel } from './replayPanel';
import { waitFor } from './waitFor';

const inPanel = (selector: string) => ({ selector, in: 'webview' }) as const;

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

  it('shows the WARN of a kernel whose zero page overflows', async () => {
    await panel.choose('scenario', 'zero-page-overflow');
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
