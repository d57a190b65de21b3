import * as vscode from 'vscode';
import type { FromService, ToService } from '../../tree/service/messages';
import type { Link, LinkEvents } from '../review/analyzer';
import type { ToWorker } from './messages';

/** Starts the analyzer as a worker. What is sent before it is up waits for it. */
export function startWorker(extension: vscode.Uri, { message, ended, log }: LinkEvents): Link {
  const file = (name: string) =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', name));
  let isOver = false;
  const running = createWorker(file).then((started) => {
    const { worker } = started;
    worker.onmessage = (event: MessageEvent<FromService>) => {
      message(event.data);
    };
    worker.onerror = (event) => {
      ended(event.message);
    };
    if (isOver) endWorker(started);
    return started;
  });
  running.catch((error: unknown) => {
    ended(error instanceof Error ? error.message : String(error));
  });
  const withWorker = (use: (started: Started) => void) => {
    // That it did not start was told by `ended`.
    running
      .then(use, () => undefined)
      .catch((error: unknown) => {
        log(String(error));
      });
  };
  return {
    send: (question: ToService) => {
      withWorker(({ worker }) => {
        worker.postMessage(question satisfies ToWorker);
      });
    },
    end: () => {
      isOver = true;
      withWorker(endWorker);
    },
  };
}

/** A worker, and the address of its program, which is read again for as long as it starts. */
interface Started {
  readonly worker: Worker;
  readonly url: string;
}

function endWorker({ worker, url }: Started): void {
  worker.terminate();
  URL.revokeObjectURL(url);
}

/**
 * A worker may come from no other origin than the page, and the files of an extension most often do:
 * so its program and the parser are handed to it as bytes.
 */
async function createWorker(file: (name: string) => Thenable<Uint8Array>): Promise<Started> {
  const [program, runtime, grammar] = await Promise.all([
    file('web/worker.js'),
    file('tree-sitter.wasm'),
    file('tree-sitter-c.wasm'),
  ]);
  const url = URL.createObjectURL(new Blob([program as BlobPart], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.postMessage({ kind: 'parser', assets: { runtime, grammar } } satisfies ToWorker);
  return { worker, url };
}
