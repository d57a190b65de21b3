// npm start [-- TREE]: opens VS Code on a kernel tree with the extension loaded.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { build, exitOnSignals, installDependencies, root, run, say } from './commands.mjs';
import { startServer, workbenchUrl } from './server.mjs';

const OLDEST = 100;

/** @param {string} tree */
async function openDesktop(tree) {
  say(`Opening VS Code on ${tree}`);
  return run('code', ['--new-window', `--extensionDevelopmentPath=${root}`, tree]);
}

/** Whether there is a `code` here that can open a window of a release the extension runs on. */
function hasDesktop() {
  // In a remote terminal `code` only talks to the window it belongs to.
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return false;
  // Without a display, or as root (which VS Code refuses), it could print its version only.
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const headless =
    process.platform === 'linux' && DISPLAY === undefined && WAYLAND_DISPLAY === undefined;
  if (headless || process.getuid?.() === 0) return false;
  const { status, stdout } = spawnSync('code', ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const minor = /^1\.(\d+)\./.exec(stdout ?? '')?.[1];
  return status === 0 && minor !== undefined && Number(minor) >= OLDEST;
}

/** @param {string} tree */
async function openServer(tree) {
  const server = await startServer({
    dataFolder: join(cacheFolder, 'start'),
    settings: {
      'telemetry.telemetryLevel': 'off',
      'workbench.startupEditor': 'none',
      'git.openRepositoryInParentFolders': 'never',
    },
  });
  say('VS Code runs on this machine only; open this address in a browser (Ctrl-C stops it):');
  console.log(workbenchUrl(server.authority, { folder: tree }, { extensionDevelopmentPath: root }));
  await server.ended;
  return 1;
}

const [tree = join(root, 'test/sample/linux-6.12'), ...more] = process.argv.slice(2);
if (more.length > 0 || !existsSync(tree)) {
  console.error(more.length > 0 ? 'usage: npm start [-- TREE]' : `no such folder: ${tree}`);
  process.exit(2);
}
exitOnSignals();
await installDependencies();
await build(false);
process.exit(await (hasDesktop() ? openDesktop : openServer)(resolve(tree)));
