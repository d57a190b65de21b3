// How quick the replay panel is, in the real workbench: from the click on a lens to its first paint
// and to the picture of the pages, beside an empty panel of VS Code's, and what a step costs with
// 4096 pages shown: `npm run bench -- panel [RUNS]`.
import { cp, mkdir, writeFile } from 'node:fs/promises';
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
/** The file whose lens opens the empty panel (emptyPanel/). */
const EMPTY = 'empty.txt';

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

/** The document of the panel, once it holds this. @param {Page} page @param {string} selector @returns {Promise<Frame>} */
async function panelFrame(page, selector) {
  const element = await page
    .frameLocator('iframe.webview.ready >> visible=true')
    .frameLocator('iframe#active-frame')
    .locator(selector)
    .first()
    .elementHandle();
  const frame = await element?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('the panel has no frame');
  return frame;
}

/** @param {Page} page */
const lens = (page) => page.locator('.codelens-decoration a', { hasText: 'Replay' }).first();

/** Opens a file and waits for its lens. @param {Page} page @param {string} name @param {string} holds */
async function openFile(page, name, holds) {
  await page.keyboard.press('Control+P');
  await page.keyboard.type(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await page.locator('.view-line', { hasText: holds }).first().waitFor();
  await lens(page).waitFor();
  // What the workbench still does for the new editor is not the panel's.
  await page.waitForTimeout(1_000);
}

/** @param {Page} page @param {number} pages */
const openSite = (page, pages) => openFile(page, `take_${pages}.c`, `take_${pages}`);

/** @typedef {{ document: number, script: number, loaded: number, painted: number, picture: number }} Moments */

/** Clicks the lens of the file that is open. @param {Page} page @param {string} selector of what the panel then shows */
async function click(page, selector) {
  await lens(page).click();
  const frame = await panelFrame(page, selector);
  /** @type {Moments} */
  const moments = await frame.evaluate('gupBench.firstPaint()');
  /** @type {number} */
  const clicked = await page.evaluate('gupBench.clicked()');
  return { moments, clicked, frame };
}

/** A fresh window's first click on a lens. @param {Page} page @param {number} pages */
async function firstClick(page, pages) {
  await openSite(page, pages);
  return click(page, '.row[data-where]');
}

/** The same click for a panel with nothing in it. @param {Page} page */
async function emptyClick(page) {
  await openFile(page, EMPTY, 'nothing');
  return click(page, 'body');
}

/** A click while the panel shows another site. @param {Page} page @param {Frame} frame @param {number} pages */
async function nextClick(page, frame, pages) {
  await openSite(page, pages);
  await frame.evaluate(`gupBench.awaitSite('take_${pages}')`);
  await lens(page).click();
  /** @type {number} */
  const painted = await frame.evaluate('gupBench.redrawn()');
  /** @type {number} */
  const clicked = await page.evaluate('gupBench.clicked()');
  return painted - clicked;
}

const GOAL = '  (goal: 300 ms)';

/**
 * Ours and the empty panel in turn, so that whatever else the machine does is done to both.
 * @param {() => Promise<Page>} freshWindow @param {number} pages
 */
async function measurePaint(freshWindow, pages) {
  /** @type {Moments[]} */
  const ours = [];
  /** @type {Moments[]} */
  const empty = [];
  /** @type {number[]} */
  const next = [];
  for (let run = 0; run < RUNS; run++) {
    const page = await freshWindow();
    const { frame, ...times } = await firstClick(page, pages);
    ours.push(sinceClick(times));
    if (pages === 4) next.push(await nextClick(page, frame, 8));
    await page.context().close();
    const other = await freshWindow();
    empty.push(sinceClick(await emptyClick(other)));
    await other.context().close();
  }
  const column = (/** @type {keyof Moments} */ what, from = ours) => from.map((run) => run[what]);
  print(`first click on a lens to first paint, ${pages} pages`, column('painted'), GOAL);
  print('  the same for an empty panel', column('painted', empty));
  const more = ours.map((run, at) => run.painted - (empty[at]?.painted ?? NaN));
  print('  more than the empty panel of the same round', more);
  print('  until VS Code has a frame', column('document'));
  print('  until VS Code has a frame for the empty panel', column('document', empty));
  print('  until the frame asks for our script', column('script'));
  print('  until the script is loaded', column('loaded'));
  print('  until the pages are drawn', column('picture'));
  if (next.length > 0) print('next click, the panel being open, 8 pages', next, GOAL);
}

/** @param {{ moments: Moments, clicked: number }} times @returns {Moments} in milliseconds from the click */
function sinceClick({ moments, clicked }) {
  const { document, script, loaded, painted, picture } = moments;
  return {
    document: document - clicked,
    script: script - clicked,
    loaded: loaded - clicked,
    painted: painted - clicked,
    picture: picture - clicked,
  };
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
  await writeFile(join(folder, EMPTY), 'nothing\n');
  for (const pages of SIZES) await writeFile(join(folder, `take_${pages}.c`), source(pages));
  // Installed as an extension of the user's: a window has but one that is under development.
  await cp(
    join(root, 'test/bench/emptyPanel'),
    join(work.dataFolder, 'extensions', 'empty-panel'),
    {
      recursive: true,
    },
  );
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
