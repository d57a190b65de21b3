// Runs a benchmark: `npm run bench -- NAME [ARGUMENTS]`. Builds every module first; a benchmark is
// test/bench/NAME.ts.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const [wanted = '', ...args] = process.argv.slice(2);
const known = readdirSync('test/bench')
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -'.ts'.length));
if (!known.includes(wanted)) {
  console.error(`usage: npm run bench -- NAME [ARGUMENTS]; known are ${known.join(', ')}`);
  process.exit(2);
}
spawnSync(process.execPath, ['.esbuild.mjs', '--bench'], { stdio: 'inherit' });
const file = `out/test/bench/${wanted}.js`;
if (!existsSync(file)) process.exit(1);
const { status } = spawnSync(process.execPath, ['--enable-source-maps', file, ...args], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
