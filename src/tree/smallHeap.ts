import { setFlagsFromString } from 'node:v8';

/**
 * Makes this process collect its garbage sooner. Analysing leaves much of it, and by itself V8 lets
 * the heap grow to several times what is in use before it looks. A tree's scan stays a third smaller
 * for a few percent of its time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
