// Running programs, and the first step of both commands: the project's own dependencies.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = resolve(fileURLToPath(import.meta.url), '../../..');

/** Says what is being done, so that a first run is never silent for long. @param {string} text */
export function say(text) {
  console.log(`\n> ${text}`);
}

/**
 * Runs a program to its end with its output on this terminal.
 * @param {string} program @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code; 1 where a signal ended it
 */
export function run(program, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'inherit', 'inherit'],
      // On Windows npm is a .cmd file, which only a shell starts.
      shell: process.platform === 'win32',
    });
    child.on('error', fail);
    child.on('close', (code) => done(code ?? 1));
  });
}

/**
 * Runs npm quietly; throws with its exit code when it fails.
 * @param {readonly string[]} args @param {string} [cwd]
 */
export async function npm(args, cwd = root) {
  // NODE_ENV=production would leave out what builds and tests need.
  const env = { ...process.env, NODE_ENV: '' };
  const code = await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env,
  });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed with exit code ${code}`);
}

/** Installs the project's dependencies when they are missing or older than the lock file. */
export async function installDependencies() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say('Installing dependencies (npm ci)');
  await npm(['ci']);
}

/** Builds the bundles into dist/; with tests, also every module into out/. @param {boolean} tests */
export async function build(tests) {
  say('Building');
  const code = await run(process.execPath, ['.esbuild.mjs', ...(tests ? ['--tests'] : [])]);
  if (code !== 0) throw new Error('the build failed');
}

/** Makes Ctrl-C and the like an orderly exit, so that what was started is also ended. */
export function exitOnSignals() {
  // npm passes a signal on to its shell only, which dies and leaves this process without parent.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(130);
  }, 500).unref();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => process.exit(130));
  }
}
