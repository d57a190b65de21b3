import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { ScanOptions, ScanRequest } from './scanRequest';
import type { ScanResult } from './scanSources';
import { isFromWorker, type ToWorker } from './workerProtocol';

/** The bundle of worker.ts stands beside the other bundles. */
const WORKER = join(__dirname, 'worker.js');

/**
 * Scans in a process of its own, so that the caller stays responsive and outlives whatever happens
 * there. Rejects with the signal's reason when it is aborted, the process being killed.
 */
export function scanInProcess(
  request: ScanRequest,
  { signal, onProgress }: ScanOptions = {},
): Promise<ScanResult> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = fork(WORKER, [], {
      execArgv: [],
      // In VS Code the executable is Electron, which is a Node only when told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let complaint = '';
    const settle = (finish: () => void) => {
      signal?.removeEventListener('abort', onAbort);
      child.removeAllListeners();
      child.kill('SIGKILL');
      finish();
    };
    const fail = (error: unknown) => {
      settle(() => {
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const onAbort = () => {
      fail(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
    });
    child.on('error', fail);
    child.on('exit', (code, by) => {
      const how = by === null ? `with code ${String(code)}` : `by ${by}`;
      fail(new Error(`the scan process ended ${how} ${complaint.trim().split('\n', 1)[0]}`.trim()));
    });
    child.on('message', (message) => {
      if (!isFromWorker(message)) return;
      if (message.kind === 'progress') onProgress?.(message.done, message.total);
      else if (message.kind === 'failed') fail(new Error(message.message));
      else {
        settle(() => {
          resolve(message.result);
        });
      }
    });
    const order: ToWorker = { kind: 'scan', request };
    child.send(order);
  });
}
