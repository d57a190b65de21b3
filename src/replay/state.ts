/** The rows of a recording at one position, moved along by the steps' changes. */
import type { Recording, Row } from './recording';

export class RecordedState {
  private at = 0;
  private readonly current: (Row | null)[] = [];

  constructor(private readonly recording: Recording) {}

  /** Steps done. */
  get position(): number {
    return this.at;
  }

  /** Rows by number; null for one that is not there now. */
  get rows(): readonly (Row | null)[] {
    return this.current;
  }

  /** Moves to `position`, which is kept within the recording. */
  seek(position: number): void {
    const { steps } = this.recording;
    const wanted = Math.min(Math.max(position, 0), steps.length);
    while (this.at < wanted) {
      for (const change of steps[this.at]?.rows ?? []) this.current[change.row] = change.after;
      this.at++;
    }
    while (this.at > wanted) {
      this.at--;
      for (const change of steps[this.at]?.rows ?? []) this.current[change.row] = change.before;
    }
  }
}
