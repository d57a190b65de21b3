/** A second run beside another one: run bit by bit, then compared bit by bit. */
import { align } from './align';
import { firstDifference } from './difference';
import type { Replay } from './replay';
import type { GrowingRun } from './runPlan';

export interface Compared {
  readonly replay: Replay;
  /** Where it stands for each position of the first run. */
  readonly places: readonly number[];
  /** The first position of the first run at which the two differ; null when they do not. */
  readonly difference: number | null;
}

export class Comparison {
  private parts: Generator<undefined, Compared, undefined> | null = null;
  /** Null until all is run and compared. */
  compared: Compared | null = null;

  constructor(
    private readonly first: Replay,
    private readonly second: GrowingRun,
  ) {}

  get finished(): boolean {
    return this.compared !== null;
  }

  /** The memory of the second run is laid out: there is something to see. */
  get begun(): boolean {
    return this.second.begun;
  }

  /** The second run so far. */
  replay(): Replay {
    return this.compared?.replay ?? this.second.replay();
  }

  advance(): void {
    if (!this.second.finished) {
      this.second.advance();
      return;
    }
    this.parts ??= compare(this.first, this.second.replay());
    const part = this.parts.next();
    if (part.done === true) this.compared = part.value;
  }
}

function* compare(first: Replay, replay: Replay): Generator<undefined, Compared, undefined> {
  const places = yield* align(first, replay);
  const difference = yield* firstDifference(first, replay, places);
  return { replay, places, difference };
}
