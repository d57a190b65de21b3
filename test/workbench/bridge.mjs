// The harness's end of test/editor/protocol.ts: a local HTTP server that does on the page what a
// test in the extension host asks for.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { cacheFolder } from './cache.mjs';

const TIMEOUT = 15_000;

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
  // VS Code nests the extension's document in a frame of its own inside the webview's.
  return page
    .frameLocator('iframe.webview.ready >> visible=true')
    .frameLocator('iframe#active-frame')
    .locator(target.selector, options);
}

/**
 * @param {Page} page @param {Exclude<BridgeMessage, { kind: 'line' | 'totals' }>} request
 * @returns {Promise<string | number | null>}
 */
async function perform(page, request) {
  switch (request.kind) {
    case 'click':
      await locate(page, request.target).first().click({ timeout: TIMEOUT });
      return null;
    case 'hover':
      await locate(page, request.target).first().hover({ timeout: TIMEOUT });
      return null;
    case 'fill':
      await locate(page, request.target).first().fill(request.text, { timeout: TIMEOUT });
      return null;
    case 'text':
      return locate(page, request.target).first().innerText({ timeout: TIMEOUT });
    case 'attribute':
      return locate(page, request.target).first().getAttribute(request.name, { timeout: TIMEOUT });
    case 'count':
      return locate(page, request.target).count();
    case 'press':
      await page.keyboard.press(request.key);
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
  }
}

/**
 * @typedef {object} Bridge
 * @property {string} address what the test run gets in its environment
 * @property {(page: Page) => void} attach the page is known only after the window opened
 * @property {Promise<{ passed: number, failed: number }>} totals what the test run reports at its end
 * @property {() => number} lastHeard time of the last message, in milliseconds since the epoch
 * @property {() => void} close
 */

/** @returns {Promise<Bridge>} */
export async function startBridge() {
  const path = `/${randomUUID()}`;
  let heard = Date.now();
  /** @type {(page: Page) => void} */
  let attach = () => undefined;
  /** @type {Promise<Page>} */
  const page = new Promise((done) => (attach = done));
  /** @type {(totals: { passed: number, failed: number }) => void} */
  let finish = () => undefined;
  /** @type {Promise<{ passed: number, failed: number }>} */
  const totals = new Promise((done) => (finish = done));

  /** @param {BridgeMessage} message @returns {Promise<BridgeAnswer>} */
  const answer = async (message) => {
    heard = Date.now();
    if (message.kind === 'line') console.log(message.text);
    else if (message.kind === 'totals') finish(message);
    else {
      try {
        return { value: await perform(await page, message) };
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
    attach,
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
 * @returns {NodeJS.ProcessEnv}
 */
export function testEnvironment(bridge, grep) {
  return {
    ...process.env,
    GUP_REVIEW_TEST_BRIDGE: bridge.address,
    ...(grep === undefined ? {} : { GUP_REVIEW_TEST_GREP: grep }),
  };
}
