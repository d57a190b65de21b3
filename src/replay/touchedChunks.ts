/**
 * Which chunks of a machine's columns were written since the last look. The columns mark what they
 * write for their snapshots; this borrows the marks and gives every one of them back.
 */
interface Marked {
  dirty: Uint8Array;
}

export class TouchedChunks {
  private marks: Uint8Array = new Uint8Array(0);
  private kept: Uint8Array = new Uint8Array(0);

  constructor(private readonly store: Marked) {
    this.begin();
  }

  /** Starts to watch; `take` first reports what is written from here on. */
  private begin(): void {
    this.kept = this.store.dirty;
    this.marks = new Uint8Array(this.kept.length);
    this.store.dirty = this.marks;
  }

  /** Numbers of the chunks written since the last call. */
  take(): number[] {
    // The store made itself more room meanwhile, with a copy of the marks so far.
    if (this.store.dirty !== this.marks) {
      const grown = new Uint8Array(this.store.dirty.length);
      grown.set(this.kept);
      this.kept = grown;
      this.marks = this.store.dirty;
    }
    const touched: number[] = [];
    for (let at = this.marks.indexOf(1); at >= 0; at = this.marks.indexOf(1, at + 1)) {
      touched.push(at);
      this.marks[at] = 0;
      this.kept[at] = 1;
    }
    return touched;
  }

  /** Ends the watch: the store has all its marks again. */
  end(): void {
    this.take();
    this.store.dirty = this.kept;
  }
}
