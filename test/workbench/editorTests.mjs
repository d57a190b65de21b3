// Runs test/editor in the real workbench: VS Code's server and a headless browser, both from npm
// where the system has none. An argument runs only the tests with that text in their titles.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startBridge, testEnvironment, webTestSettings } from './bridge.mjs';
import { launchBrowser } from './browser.mjs';
import { cacheFolder } from './cache.mjs';
import { build, exitOnSignals, root, say } from './commands.mjs';
import { startServer, workbenchUrl } from './server.mjs';
import {
  begun,
  LOADING,
  outcome,
  prepareRun,
  testEntry,
  testSettings,
  webTestEntry,
} from './testRun.mjs';

/**
 * Runs the tests in the extension host of the server, then those for that of a browser.
 * @param {string} [grep] @returns {Promise<import('./testRun.mjs').Totals>}
 */
export async function runEditorTests(grep) {
  const server = await runIn('server', grep);
  const web = await runIn('browser', grep);
  return { passed: server.passed + web.passed, failed: server.failed + web.failed };
}

/**
 * @param {'server' | 'browser'} host where the extension runs @param {string} [grep]
 * @returns {Promise<import('./testRun.mjs').Totals>}
 */
async function runIn(host, grep) {
  const inBrowser = host === 'browser';
  /** @type {(() => unknown)[]} */
  const cleanUp = [];
  /** @type {string[]} */
  const lines = [];
  /** @param {string} text */
  const log = (text) => void lines.push(`${new Date().toISOString().slice(11, 23)} ${text}`);
  try {
    const work = await prepareRun();
    cleanUp.push(work.remove);
    const bridge = await startBridge();
    cleanUp.push(bridge.close);
    const server = await startServer({
      dataFolder: work.dataFolder,
      settings: inBrowser ? { ...testSettings, ...webTestSettings(bridge, grep) } : testSettings,
      env: testEnvironment(bridge, grep, !inBrowser),
      log,
    });
    cleanUp.push(server.stop);
    say(`In the extension host of a ${host}`);
    const browser = await launchBrowser();
    cleanUp.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('console', (message) => log(`${message.type()} ${message.text()}`));
    const { exit } = await automation(page);
    bridge.attach(page, () => openWindow(browser, server.authority, work.workspace));
    await page.goto(
      workbenchUrl(
        server.authority,
        { workspace: work.workspace },
        {
          extensionDevelopmentPath: root,
          extensionTestsPath: inBrowser ? webTestEntry : testEntry,
        },
      ),
      LOADING,
    );
    await begun(bridge, page, exit, () => lines.slice(-5));
    return await outcome(bridge, exit);
  } finally {
    for (const step of cleanUp.reverse()) await step();
    await writeFile(join(cacheFolder, `editor-tests-${host}.log`), lines.join('\n'));
  }
}

/**
 * A window that runs no tests: it can be reloaded without ending them.
 * @param {import('playwright-core').Browser} browser @param {string} authority
 * @param {string} workspace the workspace file of the run
 */
async function openWindow(browser, authority, workspace) {
  // With storage of its own: what one window keeps does not reach the other.
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  const folder = join(dirname(workspace), 'linux-6.12');
  await page.goto(workbenchUrl(authority, { folder }, { extensionDevelopmentPath: root }), LOADING);
  return page;
}

/**
 * VS Code's own end of a test run in a browser: two functions it looks for in the page.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{ exit: Promise<number> }>} the run's exit code, once it has ended
 */
async function automation(page) {
  /** @type {(code: number) => void} */
  let done = () => undefined;
  /** @type {Promise<number>} */
  const exit = new Promise((resolve) => (done = resolve));
  await page.exposeFunction('codeAutomationLog', () => undefined);
  await page.exposeFunction('codeAutomationExit', done);
  return { exit };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  exitOnSignals();
  await build(true);
  say('Editor tests in the real workbench');
  const { passed, failed } = await runEditorTests(process.argv[2]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
