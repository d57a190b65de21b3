/**
 * The scan process: takes one request from its parent, scans, answers and ends.
 *
 * It is a process and no thread, because native tree-sitter aborts the whole process when the thread
 * it parses in is terminated. A process can be killed at any moment.
 */
import { loadParser } from './parser';
import { scan } from './scan';
import { compileLess, keepHeapSmall } from './engine';
import { type FromWorker, isToWorker, type ToWorker } from './workerProtocol';

/** Milliseconds between two progress messages. */
const PROGRESS_INTERVAL = 100;

function send(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send) throw new Error('the scan process is started by fork() only');
    process.send(message, () => {
      resolve();
    });
  });
}

async function run({ request }: ToWorker): Promise<void> {
  let last = 0;
  const onProgress = (done: number, total: number) => {
    const now = performance.now();
    if (now - last < PROGRESS_INTERVAL) return;
    last = now;
    void send({ kind: 'progress', done, total });
  };
  try {
    const result = await scan(request, await loadParser(), { onProgress });
    await send({ kind: 'result', result });
  } catch (error) {
    await send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  process.exit();
}

compileLess();
keepHeapSmall();

process.on('message', (message) => {
  if (isToWorker(message)) void run(message);
});
// A parent that is gone, killed or crashed, wants no answer.
process.on('disconnect', () => process.exit());
