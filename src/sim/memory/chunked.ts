/** Any typed array a store may keep a column in. */
export type Column = Int32Array | Uint32Array | Uint8Array;

/** The same columns with room for `length` entries; what is new is zero. */
export const longerInt32 = (column: Int32Array, length: number): Int32Array => {
  const longer = new Int32Array(length);
  longer.set(column);
  return longer;
};
export const longerUint32 = (column: Uint32Array, length: number): Uint32Array => {
  const longer = new Uint32Array(length);
  longer.set(column);
  return longer;
};
export const longerUint8 = (column: Uint8Array, length: number): Uint8Array => {
  const longer = new Uint8Array(length);
  longer.set(column);
  return longer;
};

/** The contents of a store at one moment: per chunk its columns, or null for a chunk that is all zeros. */
export type ChunkImages = readonly (readonly Column[] | null)[];

/**
 * Columns of typed arrays with cheap, persistent snapshots. Writers mark the chunk they touch; a snapshot copies
 * only what was touched since the one before and shares the rest with it.
 */
export abstract class ChunkedStore {
  /** One byte per chunk, 1 when written since the last snapshot. Writers set it; see `touch`. */
  dirty: Uint8Array = new Uint8Array(0);
  private images: (readonly Column[] | null)[] = [];

  protected constructor(readonly chunkShift: number) {}

  protected abstract columns(): readonly Column[];

  /** Replaces every column by one of this length. */
  protected abstract lengthen(length: number): void;

  /** Makes room for more chunks, all zeros. Columns are replaced: whoever keeps one across this holds a stale one. */
  protected grow(chunks: number): void {
    this.lengthen(chunks << this.chunkShift);
    this.dirty = longerUint8(this.dirty, chunks);
    while (this.images.length < chunks) this.images.push(null);
  }

  snapshot(): ChunkImages {
    const size = 1 << this.chunkShift;
    for (let c = this.dirty.indexOf(1); c >= 0; c = this.dirty.indexOf(1, c + 1)) {
      this.images[c] = this.columns().map((column) => column.slice(c * size, (c + 1) * size));
      this.dirty[c] = 0;
    }
    return this.images.slice();
  }

  restore(images: ChunkImages): void {
    if (images.length > this.images.length) this.grow(images.length);
    const size = 1 << this.chunkShift;
    const columns = this.columns();
    for (let c = 0; c < this.images.length; c++) {
      const image = images[c] ?? null;
      if (this.dirty[c] === 0 && this.images[c] === image) continue;
      columns.forEach((column, i) => {
        const saved = image?.[i];
        if (saved === undefined) column.fill(0, c * size, (c + 1) * size);
        else column.set(saved, c * size);
      });
      this.images[c] = image;
      this.dirty[c] = 0;
    }
  }
}
