// What typing costs in the real workbench: `npm run bench -- typingInEditor TREE`. From the moment the
// extension is told of an edit to that when VS Code is given diagnostics about the new text, against a full
// parse of the file: the first ones, which say what calls show and keep what was said of paths, and
// those after all paths were followed. Also how long the extension host was blocked. Nothing of the
// tree is written.
import { join, resolve } from 'node:path';
import { startBridge, testEnvironment } from '../workbench/bridge.mjs';
import { launchBrowser } from '../workbench/browser.mjs';
import { build, exitOnSignals, root, run } from '../workbench/commands.mjs';
import { startServer, workbenchUrl } from '../workbench/server.mjs';
import { begun, outcome, prepareRun, testSettings } from '../workbench/testRun.mjs';

async function main() {
  const [tree] = process.argv.slice(2);
  if (tree === undefined) throw new Error('usage: npm run bench -- typingInEditor TREE');
  exitOnSignals();
  await build(false);
  await run(process.execPath, ['.esbuild.mjs', '--bench']);
  const work = await prepareRun();
  const bridge = await startBridge();
  const server = await startServer({
    dataFolder: work.dataFolder,
    settings: {
      ...testSettings,
      'files.watcherExclude': { '**': true },
      'files.autoSave': 'off',
      'editor.autoClosingBrackets': 'never',
    },
    env: testEnvironment(bridge),
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    /** @type {(code: number) => void} */
    let ended = () => undefined;
    /** @type {Promise<number>} */
    const exit = new Promise((done) => (ended = done));
    await page.exposeFunction('codeAutomationLog', () => undefined);
    await page.exposeFunction('codeAutomationExit', ended);
    bridge.attach(page, null);
    const paths = {
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out/test/bench/typing/inEditor'),
    };
    await page.goto(workbenchUrl(server.authority, { folder: resolve(tree) }, paths));
    await begun(bridge, page, exit, () => []);
    const { failed } = await outcome(bridge, exit);
    if (failed > 0) process.exitCode = 1;
  } finally {
    await browser.close();
    await server.stop();
    bridge.close();
    await work.remove();
  }
}

await main();
