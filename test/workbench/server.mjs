// VS Code as a local web server, from npm alone: code-server carries the real workbench and the
// real extension host. Nothing is compiled: the native modules it would build (terminal, logging,
// Kerberos) are ones it starts without.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { npm, say } from './commands.mjs';

/** The last code-server whose VS Code (1.100) runs on Node 20. */
const CODE_SERVER = '4.100.3';
/** The first releases of this package download ripgrep from GitHub; this one has it in the registry. */
const RIPGREP = '1.18.0';

/** @returns {Promise<string>} the folder with out/server-main.js */
async function setUpServer() {
  const folder = await cached(`vscode-server-${CODE_SERVER}`, async (partial) => {
    say(`Setting up VS Code 1${CODE_SERVER.slice(1)} from npm (once, 300 MB in .vscode-test/)`);
    const dependencies = { 'code-server': CODE_SERVER, '@vscode/ripgrep': RIPGREP };
    await writeFile(join(partial, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await npm(['install', '--ignore-scripts'], partial);
    const vscode = join(partial, 'node_modules/code-server/lib/vscode');
    // Not `npm ci`: the package's own lock file is one dependency short of its package.json.
    await npm(['install', '--omit=dev', '--ignore-scripts'], vscode);
    await symlink('node_modules', join(vscode, 'node_modules.asar'), 'junction');
    await provideRipgrep(join(partial, 'node_modules'), vscode);
  });
  return join(folder, 'node_modules/code-server/lib/vscode');
}

/** Puts ripgrep where VS Code's search looks for it. @param {string} modules @param {string} vscode */
async function provideRipgrep(modules, vscode) {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const platform = `ripgrep-${process.platform}-${process.arch}`;
  const bin = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  await mkdir(bin, { recursive: true });
  await copyFile(join(modules, '@vscode', platform, 'bin', name), join(bin, name));
  await chmod(join(bin, name), 0o755);
}

/**
 * Writes the user's settings, unless there are some from an earlier start.
 * @param {string} userFolder VS Code's --user-data-dir @param {Record<string, unknown>} settings
 */
export async function writeSettings(userFolder, settings) {
  if (existsSync(join(userFolder, 'User/settings.json'))) return;
  await mkdir(join(userFolder, 'User'), { recursive: true });
  await writeFile(join(userFolder, 'User/settings.json'), JSON.stringify(settings, null, 2));
}

/** @returns {Promise<number>} a port that is free now */
export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') done(address.port);
        else fail(new Error('no free port'));
      });
    });
  });
}

/**
 * @typedef {object} Server
 * @property {string} authority host and port
 * @property {() => Promise<void>} stop ends the server and every process it started
 * @property {Promise<void>} ended settles when the server is gone, asked or not
 */

/**
 * Starts the server on 127.0.0.1 and waits until it answers.
 * @param {{ dataFolder: string, settings: Record<string, unknown>, env?: NodeJS.ProcessEnv,
 *   log?: (text: string) => void }} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const vscode = await setUpServer();
  const userFolder = join(options.dataFolder, 'user');
  await writeSettings(userFolder, options.settings);
  const port = await freePort();
  const authority = `127.0.0.1:${port}`;
  const args = [
    join(vscode, 'out/server-main.js'),
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--user-data-dir', userFolder],
    ...['--server-data-dir', join(options.dataFolder, 'server')],
    ...['--extensions-dir', join(options.dataFolder, 'extensions')],
  ];
  // Its own process group, so that its extension hosts can be ended with it.
  const child = spawn(process.execPath, args, {
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const log = options.log ?? (() => undefined);
  child.stdout.setEncoding('utf8').on('data', log);
  child.stderr.setEncoding('utf8').on('data', log);
  /** @type {Promise<void>} */
  const ended = new Promise((done) => child.on('close', () => done()));
  const end = () => {
    if (child.exitCode === null && child.signalCode === null) endGroup(child);
  };
  process.once('exit', end);
  void ended.then(() => process.off('exit', end));
  const stop = () => {
    end();
    return ended;
  };
  try {
    await waitUntilUp(`http://${authority}/version`, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { authority, stop, ended };
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  if (child.pid === undefined || process.platform === 'win32') child.kill();
  else process.kill(-child.pid, 'SIGKILL');
}

/** @param {string} url @param {import('node:child_process').ChildProcess} child */
async function waitUntilUp(url, child) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error('the VS Code server ended while starting');
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the VS Code server did not answer within a minute');
}

/**
 * The address that opens a folder or workspace with an extension under development, or its tests.
 * @param {string} authority
 * @param {{ folder: string } | { workspace: string }} what
 * @param {{ extensionDevelopmentPath: string, extensionTestsPath?: string }} paths
 */
export function workbenchUrl(authority, what, paths) {
  const payload = Object.entries(paths).map(([name, path]) => [
    name,
    `vscode-remote://${authority}${path}`,
  ]);
  const query = new URLSearchParams({ ...what, payload: JSON.stringify(payload) });
  return `http://${authority}/?${query.toString()}`;
}
