/** Which frames changed, in what a picture shows of them, since the last look. */
import type { Machine } from '../sim/machine';
import { TouchedChunks } from './touchedChunks';

type Frames = Machine['frames'];

/** What the counts, flags and names of pages are made of. */
const shownColumns = (frames: Frames) => [
  frames.refcount,
  frames.mapcount,
  frames.entire,
  frames.pincount,
  frames.flags,
  frames.head,
  frames.order,
  frames.generation,
];

export class ChangedFrames {
  private readonly touched: TouchedChunks;
  /** The columns as they were at the last look, chunk by chunk; none for a chunk still all zeros. */
  private readonly known = new Map<number, ReturnType<typeof shownColumns>>();

  constructor(private readonly frames: Frames) {
    this.touched = new TouchedChunks(frames);
  }

  /** Calls `each` with every frame that differs, at least once. */
  take(each: (frame: number) => void): void {
    for (const chunk of this.touched.take()) this.compare(chunk, each);
  }

  end(): void {
    this.touched.end();
  }

  private compare(chunk: number, each: (frame: number) => void): void {
    const { chunkShift } = this.frames;
    const first = chunk << chunkShift;
    const size = 1 << chunkShift;
    const columns = shownColumns(this.frames);
    const known = this.known.get(chunk);
    if (known === undefined) {
      this.known.set(
        chunk,
        columns.map((column) => column.slice(first, first + size)),
      );
      for (let i = 0; i < size; i++) each(first + i);
      return;
    }
    columns.forEach((column, at) => {
      const old = known[at];
      if (old === undefined) return;
      for (let i = 0; i < size; i++) {
        const now = column[first + i] ?? 0;
        if (now === old[i]) continue;
        old[i] = now;
        each(first + i);
      }
    });
  }
}
