// Runs a benchmark: `npm run bench -- sim`. Builds every module first; a benchmark is test/bench/<name>.ts.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const wanted = process.argv.slice(2);
const known = readdirSync('test/bench')
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -'.ts'.length));
const unknown = wanted.filter((name) => !known.includes(name));
if (wanted.length === 0 || unknown.length > 0) {
  console.error(`usage: npm run bench -- NAME; known are ${known.join(', ')}`);
  process.exit(2);
}
spawnSync(process.execPath, ['.esbuild.mjs', '--bench'], { stdio: 'inherit' });
for (const name of wanted) {
  const file = `out/test/bench/${name}.js`;
  if (!existsSync(file)) process.exit(1);
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', file], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
