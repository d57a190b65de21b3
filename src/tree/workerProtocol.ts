import type { ScanRequest } from './scanRequest';
import type { ScanResult } from './scanSources';

/** What the scan process is told: the one thing it does in its life. */
export interface ToWorker {
  readonly kind: 'scan';
  readonly request: ScanRequest;
}

/** What the scan process answers. Ends with `result` or `failed`. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'result'; readonly result: ScanResult }
  | { readonly kind: 'failed'; readonly message: string };

/** Whether a message from the other process is one of ours; it may be of another version. */
export function isToWorker(message: unknown): message is ToWorker {
  return hasKind(message) && message.kind === 'scan' && 'request' in message;
}

/** Whether a message from the other process is one of ours; it may be of another version. */
export function isFromWorker(message: unknown): message is FromWorker {
  return hasKind(message) && ['progress', 'result', 'failed'].includes(String(message.kind));
}

function hasKind(message: unknown): message is { kind: unknown } {
  return typeof message === 'object' && message !== null && 'kind' in message;
}
