// npm run test:desktop: the same editor tests in a desktop VS Code, the one VSCODE_TEST_EXECUTABLE
// names or one that @vscode/test-electron downloads. The page is reached through the debugging
// port of the Chromium inside.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBridge, testEnvironment } from './bridge.mjs';
import { cacheFolder } from './cache.mjs';
import { build, exitOnSignals, installDependencies, root, say } from './commands.mjs';
import { freePort, writeSettings } from './server.mjs';
import { outcome, prepareRun, testEntry, testSettings } from './testRun.mjs';

const NAMED = 'VSCODE_TEST_EXECUTABLE';

/** @returns {Promise<string>} the executable; throws with what to do when there is none */
async function desktopExecutable() {
  const named = process.env[NAMED];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`${NAMED} names no file: ${named}`);
    return named;
  }
  const { download } = await import('@vscode/test-electron');
  try {
    return await download({ cachePath: cacheFolder, version: 'stable' });
  } catch (error) {
    throw new Error(
      `no desktop VS Code: the download failed (${String(error)}).\n` +
        `Set ${NAMED} to an installed one, or run the same tests without a desktop: npm test`,
      { cause: error },
    );
  }
}

/**
 * The window VS Code draws, once it is there.
 * @param {number} port
 */
async function workbenchPage(port) {
  const { chromium } = await import('playwright-core');
  for (;;) {
    try {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const pages = browser.contexts().flatMap((context) => context.pages());
      const page = pages.find((candidate) => candidate.url().includes('workbench'));
      if (page !== undefined) return page;
      await browser.close();
    } catch {
      // Not listening yet; the silence limit of the run ends a wait in vain.
    }
    await sleep(200);
  }
}

/** @param {string} executable @param {string} [grep] */
async function runDesktopTests(executable, grep) {
  const { runTests } = await import('@vscode/test-electron');
  const work = await prepareRun();
  const bridge = await startBridge();
  try {
    await writeSettings(work.dataFolder, testSettings);
    const port = await freePort();
    void workbenchPage(port).then((page) => bridge.attach(page, null));
    const exit = runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: testEntry,
      extensionTestsEnv: testEnvironment(bridge, grep),
      launchArgs: [
        work.workspace,
        `--remote-debugging-port=${port}`,
        `--user-data-dir=${work.dataFolder}`,
        '--disable-extensions',
      ],
    }).catch(() => 1);
    const totals = await outcome(bridge, exit);
    await exit;
    return totals;
  } finally {
    bridge.close();
    await work.remove();
  }
}

exitOnSignals();
try {
  await installDependencies();
  const executable = await desktopExecutable();
  await build(true);
  say(`Editor tests in ${executable}`);
  const { passed, failed } = await runDesktopTests(executable, process.argv[2]);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
