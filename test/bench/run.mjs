// Runs a benchmark: `npm run bench -- NAME [ARGUMENTS]`. It is test/bench/NAME.ts, which is built
// first, or NAME.mjs, which drives the real workbench.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const [wanted = '', ...args] = process.argv.slice(2);
const known = readdirSync('test/bench')
  .filter((name) => name !== 'run.mjs')
  .map((name) => name.replace(/\.\w+$/, ''));
if (!known.includes(wanted)) {
  console.error(`usage: npm run bench -- NAME [ARGUMENTS]; known are ${known.join(', ')}`);
  process.exit(2);
}
/** @param {readonly string[]} args @returns {number} the exit code */
const node = (args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
const script = `test/bench/${wanted}.mjs`;
if (existsSync(script)) process.exit(node([script, ...args]));
const built = node(['.esbuild.mjs', '--bench']);
if (built !== 0) process.exit(built);
process.exit(node(['--enable-source-maps', `out/test/bench/${wanted}.js`, ...args]));
