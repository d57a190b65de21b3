import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { ACQUIRE_FRAGMENTS } from '../analyzer/sites/callTokens';
import { PAGE_FRAGMENTS } from '../analyzer/sites/pageFragments';
import { isMissing, whyUnreadable } from './errors';
import { IRRELEVANT, MAX_SOURCE_BYTES, skip, type SourceRead, TOO_LARGE } from './sourceRead';

const longest = Math.max(...PAGE_FRAGMENTS.map((fragment) => fragment.length));

/** Whether the bytes hold one of the fragments. */
export type ByteFilter = (bytes: Buffer) => boolean;

/** Nearly every name of interest holds this, and most files do not: one look instead of one each. */
const COMMON = Buffer.from('_page');

/** Whether bytes hold one of the fragments, those in `rare` wherever COMMON is not. */
function filterFor(fragments: readonly string[], rare: readonly string[]): ByteFilter {
  const alone = rare.map((one) => Buffer.from(one));
  const beside = fragments.filter((one) => !rare.includes(one)).map((one) => Buffer.from(one));
  return (bytes) =>
    (bytes.includes(COMMON) && beside.some((one) => bytes.includes(one))) ||
    alone.some((one) => bytes.includes(one));
}

/** Names of acquire functions that do without. */
const RARE = ACQUIRE_FRAGMENTS.filter((one) => !one.includes(COMMON.toString()));

/** Whether the bytes name an acquire function. */
export const namesAcquire = filterFor(ACQUIRE_FRAGMENTS, RARE);

/**
 * Whether the bytes have to do with user pages. A source that puts folios, or passes flags on, and names
 * no page at all is passed over: there is hardly one, and each look at all bytes of a tree costs.
 */
export const namesPages = filterFor(PAGE_FRAGMENTS, RARE);

/** Reads sources one after the other into one buffer. */
export class SourceReader {
  private buffer = Buffer.allocUnsafe(1024 * 1024);

  /**
   * Reads a file that passes the filter as text.
   *
   * Bytes that are not UTF-8 become replacement characters, as in an editor, so that lines and
   * columns agree with what a user sees. Never waits for a pipe or a device.
   */
  read(path: string, filter: ByteFilter): SourceRead {
    let descriptor: number;
    try {
      descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    } catch (error) {
      return skip(isMissing(error) ? 'deleted while scanning' : whyUnreadable(error));
    }
    try {
      const status = fstatSync(descriptor);
      if (!status.isFile()) return skip('not a regular file');
      if (status.size > MAX_SOURCE_BYTES) return this.large(descriptor, filter);
      const bytes = this.fill(descriptor, status.size + 1);
      if (!filter(bytes)) return IRRELEVANT;
      if (bytes.includes(0)) return skip('binary file');
      return { kind: 'text', text: bytes.toString('utf8').replace(/^\ufeff/, '') };
    } catch (error) {
      return skip(whyUnreadable(error));
    } finally {
      closeSync(descriptor);
    }
  }

  /** Reads up to `size` bytes from the start: one more than the file had tells that it grew. */
  private fill(descriptor: number, size: number): Buffer {
    if (this.buffer.length < size) this.buffer = Buffer.allocUnsafe(size * 2);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) {
      read = readSync(descriptor, this.buffer, length, size - length, length);
    }
    return this.buffer.subarray(0, length);
  }

  /** A file too large to parse is only worth a word when it would have been parsed. */
  private large(descriptor: number, filter: ByteFilter): SourceRead {
    const { buffer } = this;
    let carried = 0;
    for (let position = 0; ;) {
      const read = readSync(descriptor, buffer, carried, buffer.length - carried, position);
      if (read === 0) return IRRELEVANT;
      position += read;
      if (filter(buffer.subarray(0, carried + read))) {
        return TOO_LARGE;
      }
      const end = carried + read;
      carried = Math.min(longest, end);
      buffer.copyWithin(0, end - carried, end);
    }
  }
}
