/** Any typed array a store may keep a column in. */
export type Column = Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** The contents of a store at one moment: per chunk its columns, or null for a chunk that is all zeros. */
export type ChunkImages = readonly (readonly Column[] | null)[];

/**
 * Columns of typed arrays with cheap, persistent snapshots. Writers mark the chunk they touch; a snapshot copies
 * only what was touched since the one before and shares the rest with it.
 */
export abstract class ChunkedStore {
  /** One byte per chunk, 1 when written since the last snapshot. Writers set it; see `touch`. */
  dirty: Uint8Array;
  private images: (readonly Column[] | null)[];

  protected constructor(
    readonly chunkShift: number,
    chunks: number,
  ) {
    this.dirty = new Uint8Array(chunks);
    this.images = new Array<null>(chunks).fill(null);
  }

  protected abstract columns(): readonly Column[];

  /** Makes room for more chunks; the columns themselves are the subclass's to replace. */
  protected growChunks(chunks: number): void {
    const dirty = new Uint8Array(chunks);
    dirty.set(this.dirty);
    this.dirty = dirty;
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
