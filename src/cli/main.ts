import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileLess, keepHeapSmall } from '../tree/engine';
import { processOutput } from './output';
import { runCommandLine } from './program';

/** The bundle stands in dist/, beside package.json. */
function version(): string {
  const text = readFileSync(join(__dirname, '..', 'package.json'), 'utf8');
  const manifest: unknown = JSON.parse(text);
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : 'unknown';
}

// A reader that has seen enough, like head(1), is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});
process.stderr.on('error', () => undefined);

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Once: whoever asks again is not made to wait.
  process.once(signal, () => {
    interrupted.abort();
  });
}

compileLess();
keepHeapSmall();
void runCommandLine(process.argv.slice(2), version(), processOutput(), interrupted.signal).then(
  (code) => {
    // Not process.exit(): what was written to a pipe has to get there first.
    process.exitCode = code;
  },
);
