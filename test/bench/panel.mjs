// How quick the replay panel is, in the real workbench: from the click on a lens to its first
// paint, and what a step costs with 4096 pages shown: `npm run bench -- panel [RUNS]`.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { launchBrowser } from '../workbench/browser.mjs';
import { build, exitOnSignals, root } from '../workbench/commands.mjs';
import { startServer, workbenchUrl } from '../workbench/server.mjs';
import { prepareRun, testSettings } from '../workbench/testRun.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

const RUNS = Number(process.argv[2] ?? 5);
const STEPS = 300;
/** Few pages, another site to change to, and the most a replay can show. */
const SIZES = [4, 8, 4096];

/** A call whose text says how many pages it takes. @param {number} pages */
const source = (pages) => `int take_${pages}(unsigned long start, struct page **pages)
{
	int pinned = pin_user_pages_fast(start, ${pages}, FOLL_WRITE, pages);

	if (pinned > 0)
		unpin_user_pages(pages, pinned);
	return pinned < 0 ? pinned : 0;
}
`;

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** @param {string} what @param {number[]} values in milliseconds @param {string} [goal] */
function print(what, values, goal = '') {
  const ms = (/** @type {number} */ share) => `${quantile(values, share).toFixed(1)} ms`;
  console.log(`${what.padEnd(60)} median ${ms(0.5)}, p95 ${ms(0.95)}${goal}`);
}

/** The document of the panel, once it has drawn a step. @param {Page} page @returns {Promise<Frame>} */
async function panelFrame(page) {
  const element = await page
    .frameLocator('iframe.webview.ready >> visible=true')
    .frameLocator('iframe#active-frame')
    .locator('.step')
    .elementHandle();
  const frame = await element?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('the panel has no frame');
  return frame;
}

/** @param {Page} page */
const lens = (page) => page.locator('.codelens-decoration a', { hasText: 'Replay' }).first();

/** Opens a file and waits for its lens. @param {Page} page @param {number} pages */
async function openFile(page, pages) {
  const name = `take_${pages}.c`;
  await page.keyboard.press('Control+P');
  await page.keyboard.type(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await page
    .locator('.view-line', { hasText: `take_${pages}` })
    .first()
    .waitFor();
  await lens(page).waitFor();
  // What the workbench still does for the new editor is not the panel's.
  await page.waitForTimeout(1_000);
}

/** @typedef {{ document: number, script: number, loaded: number, painted: number }} Moments */

/** A fresh window's first click on a lens. @param {Page} page @param {number} pages */
async function firstClick(page, pages) {
  await openFile(page, pages);
  await lens(page).click();
  const frame = await panelFrame(page);
  /** @type {Moments} */
  const moments = await frame.evaluate('gupBench.firstPaint()');
  /** @type {number} */
  const clicked = await page.evaluate('gupBench.clicked()');
  return { moments, clicked, frame };
}

/** A click while the panel shows another site. @param {Page} page @param {Frame} frame @param {number} pages */
async function nextClick(page, frame, pages) {
  await openFile(page, pages);
  await frame.evaluate(`gupBench.awaitSite('take_${pages}')`);
  await lens(page).click();
  /** @type {number} */
  const painted = await frame.evaluate('gupBench.redrawn()');
  /** @type {number} */
  const clicked = await page.evaluate('gupBench.clicked()');
  return painted - clicked;
}

const GOAL = '  (goal: 300 ms)';

/** @param {() => Promise<Page>} freshWindow @param {number} pages */
async function measurePaint(freshWindow, pages) {
  /** @type {{ moments: Moments, clicked: number }[]} */
  const first = [];
  /** @type {number[]} */
  const next = [];
  for (let run = 0; run < RUNS; run++) {
    const page = await freshWindow();
    const { frame, ...times } = await firstClick(page, pages);
    first.push(times);
    if (pages === 4) next.push(await nextClick(page, frame, 8));
    await page.context().close();
  }
  const until = (/** @type {keyof Moments} */ what) =>
    first.map(({ moments, clicked }) => moments[what] - clicked);
  print(`first click on a lens to first paint, ${pages} pages`, until('painted'), GOAL);
  print('  until VS Code has a frame', until('document'));
  print('  until the frame asks for our script', until('script'));
  print('  until the script is loaded', until('loaded'));
  if (next.length > 0) print('next click, the panel being open, 8 pages', next, GOAL);
}

/** @param {Page} page */
async function measureSteps(page) {
  const { frame } = await firstClick(page, 4096);
  await frame.locator('.scrubber .where', { hasText: /\/\d{4}/ }).waitFor();
  for (const key of ['ArrowRight', 'n', 'ArrowLeft']) {
    /** @type {number[]} */
    const costs = await frame.evaluate(`gupBench.stepCosts('${key}', ${STEPS})`);
    print(`a step with 4096 pages shown, key ${key}`, costs, '  (goal: 16.7 ms)');
  }
  /** @type {number[]} */
  const gaps = await frame.evaluate('gupBench.compareFrames()');
  const longest = Math.max(...gaps).toFixed(1);
  print(`frame to frame while comparing, 4096 pages`, gaps, `, longest ${longest} ms`);
}

async function main() {
  exitOnSignals();
  await build(false);
  const work = await prepareRun();
  const tree = join(dirname(work.workspace), 'linux-6.12');
  const folder = join(tree, 'drivers/bench');
  await mkdir(folder, { recursive: true });
  for (const pages of SIZES) await writeFile(join(folder, `take_${pages}.c`), source(pages));
  const server = await startServer({ dataFolder: work.dataFolder, settings: testSettings });
  const browser = await launchBrowser();
  const where = workbenchUrl(
    server.authority,
    { folder: tree },
    { extensionDevelopmentPath: root },
  );
  // A context of its own for each: VS Code's service worker outlives a window, and a browser takes
  // a second to replace it.
  const freshWindow = async () => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript({ path: join(root, 'test/bench/panelPage.js') });
    await page.goto(where);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return page;
  };
  try {
    for (const pages of [4, 4096]) await measurePaint(freshWindow, pages);
    await measureSteps(await freshWindow());
  } finally {
    await browser.close();
    await server.stop();
    await work.remove();
  }
}

await main();
