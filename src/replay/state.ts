/** The rows of a recording at one position, moved along by the steps' changes. */
import type { Recording, Row } from './recording';

export class RecordedState {
  private at = 0;
  private readonly current: (Row | null)[] = [];
  private inSight: readonly number[] | null = null;

  constructor(private readonly recording: Recording) {}

  /** Steps done. */
  get position(): number {
    return this.at;
  }

  /** Rows by number; null for one that is not there now. */
  get rows(): readonly (Row | null)[] {
    return this.current;
  }

  /** Numbers of the rows that are there now, in order. */
  get present(): readonly number[] {
    this.inSight ??= this.current.flatMap((row, number) => (row === null ? [] : [number]));
    return this.inSight;
  }

  /** Moves to `position`, which is kept within the recording. */
  seek(position: number): void {
    const { steps } = this.recording;
    const wanted = Math.min(Math.max(position, 0), steps.length);
    while (this.at < wanted) {
      for (const { row, after } of steps[this.at]?.rows ?? []) this.set(row, after);
      this.at++;
    }
    while (this.at > wanted) {
      this.at--;
      for (const { row, before } of steps[this.at]?.rows ?? []) this.set(row, before);
    }
  }

  private set(row: number, now: Row | null): void {
    const there = this.current[row] ?? null;
    if ((there === null) !== (now === null)) this.inSight = null;
    this.current[row] = now;
  }
}
