import type { DocumentId } from './messages';

/** Tells files of the editor apart. */
export function keyOf({ root, file }: DocumentId): string {
  return JSON.stringify([root, file]);
}
