/**
 * Larger sources are not parsed. The largest C file of Linux 6.12 has 1.8 MB, and a tree takes some
 * 20 bytes per byte of source.
 */
export const MAX_SOURCE_BYTES = 4 * 1024 * 1024;

/** What reading a file gave: its text, nothing of interest, or why it could not be analysed. */
export type SourceRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'irrelevant' }
  | { readonly kind: 'skipped'; readonly why: string };

export const IRRELEVANT: SourceRead = { kind: 'irrelevant' };
export const TOO_LARGE = skip(`larger than ${String(MAX_SOURCE_BYTES / 1024 / 1024)} MiB`);

export function skip(why: string): SourceRead {
  return { kind: 'skipped', why };
}

/**
 * The bytes of a file as text. Bytes that are not UTF-8 become replacement characters, as in an
 * editor, so that lines and columns agree with what a user sees.
 */
export function textRead(bytes: Uint8Array): SourceRead {
  if (bytes.length > MAX_SOURCE_BYTES) return TOO_LARGE;
  if (bytes.includes(0)) return skip('binary file');
  return { kind: 'text', text: new TextDecoder().decode(bytes) };
}
