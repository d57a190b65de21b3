/** The run beside the one that is shown: begun, finished and compared between the frames. */
import { Comparison } from '../replay/comparison';
import type { Program } from '../replay/program';
import { beginProgram, problemOf } from '../replay/program';
import type { Replay } from '../replay/replay';
import type { Subject } from '../replay/subject';
import type { OtherRun } from './app';
import { Runner } from './runner';

/** What the panel does with the second run. */
export interface SecondRunOwner {
  subject(): Subject | null;
  /** It is there, or there is more of it, or it cannot be run. */
  changed(problem: string | null): void;
}

export class SecondRun {
  private current: OtherRun | null = null;
  private wanted: Program | null = null;
  private runner: Runner | null = null;

  constructor(private readonly owner: SecondRunOwner) {}

  /** What there is to show of it. */
  get shown(): OtherRun | null {
    return this.current;
  }

  /** What runs in it, or will when the first run is finished. */
  get program(): Program | null {
    return this.wanted;
  }

  /** Runs a program beside `first`; null for a first run that is not finished, `begin` follows then. */
  start(program: Program, first: Replay | null): void {
    this.stop();
    this.wanted = program;
    if (first !== null) this.begin(first);
  }

  /** The first run is finished: what is wanted beside it is run, again if need be. */
  begin(first: Replay): void {
    const { wanted } = this;
    if (wanted === null) return;
    this.stop();
    const growing = beginProgram(wanted, this.owner.subject());
    if ('problem' in growing) {
      this.owner.changed(growing.problem);
      return;
    }
    const comparison = new Comparison(first, growing);
    const show = (): void => {
      const replay = comparison.replay();
      replay.seek(replay.beginning);
      this.current = { program: wanted, replay, finished: false, places: [], difference: null };
    };
    const begun = (): void => {
      show();
      this.owner.changed(null);
    };
    this.runner = new Runner(comparison, begun, (error) => {
      this.runner = null;
      show();
      const { compared } = comparison;
      if (compared !== null) this.current = { program: wanted, finished: true, ...compared };
      this.owner.changed(error === null ? null : problemOf(error).problem);
    });
    // The panel draws all its lists once more for this run.
    this.runner.begin(0);
    if (this.runner === null) return;
    begun();
  }

  /** The first run is another one: what stands beside it no longer goes with it. */
  stop(): void {
    this.runner?.stop();
    this.runner = null;
    if (this.current !== null) this.current = { ...this.current, finished: false };
  }

  end(): void {
    this.stop();
    this.current = null;
    this.wanted = null;
  }

  /** Moves to where the first run is, once both are run. */
  follow(position: number): void {
    if (this.current?.finished === true) {
      this.current.replay.seek(this.current.places[position] ?? 0);
    }
  }
}
