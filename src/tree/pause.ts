/** Lets the event loop turn now and then; throws the signal's reason once it is aborted. */
export type Pause = () => Promise<void>;

/** Milliseconds of work between two turns: short enough to stay responsive, long enough to be free. */
const SLICE = 15;

/**
 * Long loops call this between files. The event loop has to turn: messages and timers wait for it,
 * and native trees are only freed when it does.
 *
 * @param turn Resolves when the event loop has turned.
 */
export function pauseBetweenFiles(turn: () => Promise<unknown>, signal?: AbortSignal): Pause {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - last < SLICE) return;
    await turn();
    last = performance.now();
    signal?.throwIfAborted();
  };
}
