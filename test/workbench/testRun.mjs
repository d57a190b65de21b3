// What a run of the editor tests is made of, wherever the workbench is drawn.
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, ownFolder, removeLeftovers } from './cache.mjs';
import { root } from './commands.mjs';

/** Without any sign of life for this long the run has failed. */
const SILENCE = 300_000;
/**
 * A workbench that has not begun its tests and does nothing for this long is loaded once more: now
 * and then one never gets going. On a busy machine one that does get going may need minutes.
 */
const IDLE = 45_000;
const ATTEMPTS = 3;

/** What the page does while it loads is watched for signs of life; it may take its time. */
export const LOADING = { waitUntil: /** @type {const} */ ('commit'), timeout: SILENCE };

/** @typedef {{ passed: number, failed: number }} Totals */

/** The module whose run() VS Code calls in its extension host. */
export const testEntry = join(root, 'out/test/editor/index');
/** The same for the extension host of a browser. */
export const webTestEntry = join(root, 'out/web/index');

/**
 * VS Code's settings in a test run: nothing that asks, animates, phones home or draws over what a
 * test looks at.
 */
export const testSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  // An editor that takes the focus late would close the list that a test is about to choose from.
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.editor.enablePreview': false,
  // In a browser the workbench would save by itself, a second after an edit.
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'editor.hover.delay': 100,
  'window.dialogStyle': 'custom',
  'chat.commandCenter.enabled': false,
};

/** Fresh folders for one run: a copy of the sample trees, and a place for VS Code's own data. */
export async function prepareRun() {
  await removeLeftovers();
  await mkdir(join(cacheFolder, 'screenshots'), { recursive: true });
  const work = ownFolder('run');
  await cp(join(root, 'test/sample'), join(work, 'workspace'), { recursive: true });
  return {
    workspace: join(work, 'workspace/sample.code-workspace'),
    dataFolder: join(work, 'vscode'),
    remove: () => rm(work, { recursive: true, force: true }),
  };
}

/**
 * Waits for the first message of the tests, or their end where they break before it.
 * @param {import('./bridge.mjs').Bridge} bridge @param {import('playwright-core').Page} page
 * @param {Promise<number>} exit @param {() => readonly string[]} lastLines of the log
 */
export async function begun(bridge, page, exit, lastLines) {
  const before = bridge.lastHeard();
  let ended = false;
  void exit.then(() => (ended = true));
  let active = Date.now();
  const act = () => {
    active = Date.now();
  };
  page.on('console', act).on('request', act).on('requestfinished', act);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    act();
    while (Date.now() - active < IDLE) {
      if (ended || bridge.lastHeard() !== before) return;
      await new Promise((done) => setTimeout(done, 200));
    }
    console.log('the workbench did not begin; loading it once more. Its last words:');
    for (const line of lastLines()) console.log(`    ${line.split('\n', 1)[0]}`);
    await page.reload(LOADING);
  }
}

/**
 * @param {import('./bridge.mjs').Bridge} bridge @param {Promise<number>} exit
 * @returns {Promise<Totals>}
 */
export async function outcome(bridge, exit) {
  const began = Date.now();
  /** @type {Promise<never>} */
  const silence = new Promise((_, fail) => {
    const check = () => {
      if (Date.now() - Math.max(began, bridge.lastHeard()) < SILENCE)
        timer = setTimeout(check, 1_000);
      else fail(new Error(`no sign of life from the editor for ${SILENCE / 1000} s`));
    };
    let timer = setTimeout(check, 1_000);
    void bridge.totals.finally(() => clearTimeout(timer));
  });
  const ended = exit.then(async (code) => {
    // The totals arrive before the exit code, unless the run broke before its first test.
    const late = new Promise((done) => setTimeout(done, 2_000));
    const totals = await Promise.race([bridge.totals, late.then(() => undefined)]);
    if (totals === undefined) throw new Error(`the editor tests ended with code ${code}`);
    return totals;
  });
  return Promise.race([bridge.totals, ended, silence]);
}
