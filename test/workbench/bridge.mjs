// The harness's end of test/editor/protocol.ts: a local HTTP server that does on the page what a
// test in the extension host asks for.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { cacheFolder } from './cache.mjs';

/** An element that is not there by then never comes, however busy the machine. */
const TIMEOUT = 60_000;

/** @typedef {import('../editor/protocol').BridgeMessage} BridgeMessage */
/** @typedef {import('../editor/protocol').BridgeAnswer} BridgeAnswer */
/** @typedef {import('../editor/protocol').Target} Target */
/** @typedef {import('playwright-core').Page} Page */

/** @param {string} text @param {Target} target */
function wanted(text, { exact }) {
  if (exact !== true) return text;
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

/** @param {Page} page @param {Target} target */
function locate(page, target) {
  const options = target.hasText === undefined ? {} : { hasText: wanted(target.hasText, target) };
  if (target.in !== 'webview') return page.locator(target.selector, options);
  return outerFrame(page).frameLocator('iframe#active-frame').locator(target.selector, options);
}

/** VS Code nests the extension's document in a frame of its own inside this one. @param {Page} page */
const outerFrame = (page) => page.frameLocator('iframe.webview.ready >> visible=true');

/** What acquireVsCodeApi().postMessage() calls; the panel's script has the only such object. */
const POST = '__vscode_post_message__';

/** @param {Page} page @param {'webview' | 'extension'} to @param {unknown} message */
async function post(page, to, message) {
  const outer = outerFrame(page);
  const json = JSON.stringify(message);
  if (to === 'webview') {
    const body = outer.frameLocator('iframe#active-frame').locator('body');
    await body.evaluate(`postMessage(${json}, '*')`);
  } else {
    await outer.locator('body').evaluate(`${POST}('onmessage', { message: ${json} })`);
  }
}

/**
 * The windows of a run; what is asked for is done in the one opened last.
 * @typedef {object} Windows
 * @property {Page[]} pages
 * @property {(() => Promise<Page>) | null} open
 */

/** Waits until the workbench is drawn. @param {Page} page */
async function workbench(page) {
  await page.locator('.monaco-workbench .part.editor').first().waitFor();
}

/** By VS Code's own command: a window that is just loaded anew has not kept its editors. @param {Page} page */
async function reload(page) {
  const loaded = page.waitForEvent('load');
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().waitFor();
  await page.keyboard.type('Developer: Reload Window');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Reload Window' }).click();
  await loaded;
  await workbench(page);
}

/** @param {Windows} windows @returns {Page} */
function current({ pages }) {
  const page = pages.at(-1);
  if (page === undefined) throw new Error('no window is open');
  return page;
}

/**
 * @param {Windows} windows @param {Exclude<BridgeMessage, { kind: 'begun' | 'line' | 'totals' }>} request
 * @returns {Promise<string | number | null>}
 */
async function perform(windows, request) {
  const page = current(windows);
  switch (request.kind) {
    case 'click':
      await locate(page, request.target).first().click();
      return null;
    case 'hover':
      await locate(page, request.target).first().hover();
      return null;
    case 'fill':
      await locate(page, request.target).first().fill(request.text);
      return null;
    case 'text':
      return locate(page, request.target).first().innerText();
    case 'attribute':
      return locate(page, request.target).first().getAttribute(request.name);
    case 'count':
      return locate(page, request.target).count();
    case 'texts':
      return JSON.stringify(await locate(page, request.target).allInnerTexts());
    case 'boxes':
      return JSON.stringify(
        await locate(page, request.target).evaluateAll((elements) =>
          elements.map((element) => {
            const { x, y, width, height } = element.getBoundingClientRect();
            const overflows = element.scrollWidth > element.clientWidth;
            return { x, y, width, height, overflows };
          }),
        ),
      );
    case 'press':
      await page.keyboard.press(request.key);
      return null;
    case 'post':
      await post(page, request.to, request.message);
      return null;
    case 'type':
      await page.keyboard.type(request.text);
      return null;
    case 'screenshot':
      await page.screenshot({
        path: join(cacheFolder, 'screenshots', `${request.name}.png`),
        animations: 'disabled',
      });
      return null;
    case 'resize':
      await page.setViewportSize({ width: request.width, height: request.height });
      return null;
    case 'openWindow':
      if (windows.open === null) throw new Error('this harness has one window only');
      windows.pages.push(await windows.open());
      current(windows).context().setDefaultTimeout(TIMEOUT);
      await workbench(current(windows));
      return null;
    case 'closeWindow':
      await page.close();
      windows.pages = windows.pages.filter((one) => one !== page);
      return null;
    case 'windows':
      return windows.pages.length;
    case 'reload':
      await reload(page);
      return null;
  }
}

/**
 * @typedef {object} Bridge
 * @property {string} address what the test run gets in its environment
 * @property {(page: Page, open: (() => Promise<Page>) | null) => void} attach the page is known only after
 *   the window opened; `open` opens another window
 * @property {Promise<{ passed: number, failed: number }>} totals what the test run reports at its end
 * @property {() => number} lastHeard time of the last message, in milliseconds since the epoch
 * @property {() => void} close
 */

/** @returns {Promise<Bridge>} */
export async function startBridge() {
  const path = `/${randomUUID()}`;
  let heard = Date.now();
  /** @type {(windows: Windows) => void} */
  let attached = () => undefined;
  /** @type {Promise<Windows>} */
  const windows = new Promise((done) => (attached = done));
  /** @type {(totals: { passed: number, failed: number }) => void} */
  let finish = () => undefined;
  /** @type {Promise<{ passed: number, failed: number }>} */
  const totals = new Promise((done) => (finish = done));

  /** @param {BridgeMessage} message @returns {Promise<BridgeAnswer>} */
  const answer = async (message) => {
    heard = Date.now();
    if (message.kind === 'line') console.log(message.text);
    else if (message.kind === 'totals') finish(message);
    else if (message.kind !== 'begun') {
      try {
        return { value: await perform(await windows, message) };
      } catch (error) {
        return { error: `${message.kind}: ${error instanceof Error ? error.message : error}` };
      }
    }
    return { value: null };
  };

  const server = createServer((request, response) => {
    if (request.url !== path || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    void readText(request)
      .then((body) => answer(JSON.parse(body)))
      .then((result) => {
        // A test in the extension host of a browser asks from the page of the workbench.
        response.setHeader('Access-Control-Allow-Origin', '*');
        response.end(JSON.stringify(result));
      });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port for the bridge');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return {
    address: `http://127.0.0.1:${address.port}${path}`,
    attach: (page, open) => {
      page.context().setDefaultTimeout(TIMEOUT);
      const all = { pages: [page], open };
      // An editor that is moved out of the window takes a page of its own.
      page.on('popup', (popup) => {
        all.pages.push(popup);
        popup.on('close', () => {
          all.pages = all.pages.filter((one) => one !== popup);
        });
      });
      attached(all);
    },
    totals,
    lastHeard: () => heard,
    close,
  };
}

/**
 * The same for the extension host of a browser, as settings of the user.
 * @param {Bridge} bridge @param {string} [grep]
 * @returns {Record<string, unknown>}
 */
export function webTestSettings(bridge, grep) {
  return {
    // VS Code reads `extensionDevelopmentKind` under another name, so it is told by a setting.
    'remote.extensionKind': { 'gup-review.gup-review': ['web'] },
    'gupReviewTest.GUP_REVIEW_TEST_BRIDGE': bridge.address,
    ...(grep === undefined ? {} : { 'gupReviewTest.GUP_REVIEW_TEST_GREP': grep }),
  };
}

/**
 * What the extension host under test needs to know; see test/editor/protocol.ts.
 * @param {Bridge} bridge @param {string} [grep] a part of the titles of the tests to run
 * @param {boolean} [windows] whether it can open further windows
 * @returns {NodeJS.ProcessEnv}
 */
export function testEnvironment(bridge, grep, windows = false) {
  return {
    ...process.env,
    GUP_REVIEW_TEST_BRIDGE: bridge.address,
    ...(grep === undefined ? {} : { GUP_REVIEW_TEST_GREP: grep }),
    ...(windows ? { GUP_REVIEW_TEST_WINDOWS: 'yes' } : {}),
  };
}
